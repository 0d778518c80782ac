// What runs in the unit besides Hermes: for /bin/sh, with everything that differs as an argument. They are written into the
// run's folder: the unit outlives this program and, in an AppImage, its files; and systemd 252 forgets, with a daemon-reload,
// a command that it was given with text in it that it does not quote right.

/**
 * After the end of the process, be we there or not: `exit file, drain requests…`. A request is ours by what
 * adapters/drain-requests writes into it; how it ended is told by systemd's own variables.
 */
export const AFTERWARDS = `
PATH=$PATH:/usr/local/bin:/usr/bin:/bin:/run/current-system/sw/bin
file=$1
shift
for request; do
  if [ ! -f "$request" ] || [ -L "$request" ]; then continue; fi
  line=
  IFS= read -r line 2>/dev/null < "$request" || :
  case $line in
    *'"principal":"hermes-tray"'*) rm -f -- "$request" ;;
  esac
done
umask 077
{
  printf '%s %s %s\\n' "\${EXIT_CODE:-}" "\${EXIT_STATUS:-}" "\${SERVICE_RESULT:-}" > "$file.tmp" &&
    mv -f -- "$file.tmp" "$file"
} 2>/dev/null
`;

/**
 * The way back: `checkout, id, commit, branch ('' for none), root`. Nothing is lost on it: where HEAD was stays as
 * refs/hermes-tray/<id>, what was not committed as a stash, what the branch held as refs/hermes-tray/<id>-branch, locks in
 * hermes-tray/<id> of git's folder: below refs, git would take them for refs. Its last line says what it kept, however it ends: `Kept: …, …`.
 */
export const WAY_BACK = `
set -u
PATH=$PATH:/usr/local/bin:/usr/bin:/bin:/run/current-system/sw/bin
checkout=$1 id=$2 commit=$3 branch=$4 root=$5
ref=refs/hermes-tray/$id stash="hermes-tray: before the way back $id"
unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE

say() { printf '%s\\n' "$*"; }
fail() { status=$1; shift; say "✗ $*"; say_kept; exit "$status"; }
git() { command git -c core.hooksPath=/dev/null -c core.fsmonitor=false -c gc.auto=0 -c advice.detachedHead=false "$@"; }
say_kept() {
  kept=
  for one in "$ref" "$ref-branch"; do
    at=$(git rev-parse --quiet --verify "$one" 2> /dev/null) || continue
    [ "$at" = "$commit" ] || kept="$kept, $one"
  done
  case "$(git stash list --format=%gs 2> /dev/null)
" in *"$stash
"*) kept="$kept, stash “\${stash}”" ;; esac
  [ -z "$kept" ] || say "Kept: \${kept#, }"
}
is_git_at_work() {
  for process in /proc/[0-9]*; do
    program=
    IFS= read -r program 2>/dev/null < "$process/comm" || continue
    [ "$program" = git ] || continue
    case "$(readlink "$process/cwd" 2>/dev/null)/" in
      "$here"/*) return 0 ;;
    esac
  done
  return 1
}
install() {
  "$@" -e '.[all]' && return 0
  say '⚠ Not with all of its extras; trying without them...'
  "$@" -e .
}

say "⚕ Going back to $commit..."
cd -- "$checkout" || { status=$?; say "✗ $checkout is no folder that can be entered"; exit "$status"; }
here=$(pwd -P)
GIT_CEILING_DIRECTORIES=$(dirname -- "$here")
export GIT_CEILING_DIRECTORIES
command -v git > /dev/null || fail 127 'There is no git in PATH'
now=$(git rev-parse --verify 'HEAD^{commit}') || fail $? "git cannot read what $checkout holds"

for name in index HEAD packed-refs shallow config ORIG_HEAD "refs/heads/$branch" refs/heads/main; do
  lock=$(git rev-parse --git-path "$name.lock") || continue
  [ -e "$lock" ] || continue
  is_git_at_work && fail 1 "Another git is at work in $checkout: let it end, then try again"
  aside=$(git rev-parse --git-path "hermes-tray/$id/$name.lock") || fail $? "git does not say where $lock can go"
  say "→ A git that is gone has left $lock; moving it to $aside..."
  mkdir -p -- "$(dirname -- "$aside")" && mv -f -- "$lock" "$aside" || fail $? "$lock could not be moved"
done

if ! git rev-parse --quiet --verify "$ref" > /dev/null; then
  say "→ Keeping $now as $ref..."
  git update-ref "$ref" "$now" || fail $? "$ref could not be written"
fi

if ! git cat-file -e "$commit^{commit}" 2> /dev/null; then
  say "→ Fetching $commit, which this clone lacks..."
  git fetch --quiet --no-tags --depth=1 origin "$commit" || fail $? "$commit could not be fetched"
fi

changed=$(git status --porcelain --untracked-files=normal) || fail $? "git cannot read what was changed in $checkout"
if [ -n "$changed" ]; then
  say '→ Local changes detected — stashing them (git stash list shows them)...'
  # What is in conflict can't be stashed; with its markers it can.
  if [ -n "$(git ls-files --unmerged)" ]; then
    git add --all || fail $? 'The files in conflict could not be added'
  fi
  git stash push --quiet --include-untracked -m "$stash" ||
    fail $? 'The local changes could not be stashed'
fi

current=$(git symbolic-ref --quiet --short HEAD) || current=
if [ -z "$branch" ]; then
  say "→ Checking out $commit..."
  git checkout --quiet --detach "$commit" -- || fail $? "$commit could not be checked out"
else
  if [ "$current" != "$branch" ]; then
    say "→ Returning to the branch $branch..."
    if git rev-parse --quiet --verify "refs/heads/$branch" > /dev/null; then
      git update-ref "$ref-branch" "refs/heads/$branch" || fail $? "$ref-branch could not be written"
      git checkout --quiet "$branch" -- || fail $? "The branch $branch could not be checked out"
    else
      git checkout --quiet -B "$branch" "$commit" -- || fail $? "The branch $branch could not be made again"
    fi
  fi
  say "→ Resetting to $commit..."
  git reset --quiet --hard "$commit" -- || fail $? "The code could not be reset to $commit"
fi

uv=$(command -v uv) || uv=
for program in "$root/bin/uv" "$HOME/.hermes/bin/uv" "$HOME/.local/bin/uv" "$HOME/.cargo/bin/uv"; do
  if [ -z "$uv" ] && [ -x "$program" ]; then uv=$program; fi
done
VIRTUAL_ENV=$here/venv
export VIRTUAL_ENV
if [ -n "$uv" ]; then
  say "→ Updating Python dependencies with $uv..."
  install "$uv" pip install || fail $? 'The Python dependencies could not be installed by uv'
elif [ -x venv/bin/python ]; then
  say '→ Updating Python dependencies with pip...'
  install venv/bin/python -m pip install || fail $? 'The Python dependencies could not be installed by pip'
else
  fail 127 "There is neither uv nor $here/venv/bin/python to install the Python dependencies with"
fi

find . '(' -path ./.git -o -path ./venv -o -path ./.venv -o -name node_modules ')' -prune \\
  -o -type d -name __pycache__ -prune -exec rm -rf -- '{}' + || fail $? 'The old __pycache__ could not be removed'
say '✓ Cleared stale __pycache__ directories'
say "✓ Back at $commit"
say_kept
`;
