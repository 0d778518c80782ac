// @ts-check
/**
 * Draws every icon of the project. A developer runs it, and commits what it writes:
 *
 *   node scripts/icons.mjs           assets/tray/** and assets/icons/**
 *   node scripts/icons.mjs --sheet   the same, and the contact sheet out/icons-sheet.png (needs ImageMagick)
 *
 * The mark is a gate that wears wings: an arch (the gateway), a feathered wing at each shoulder (the messenger), and a
 * message in the doorway. A status changes the mark's body, or hangs a badge on it, or both; colour only repeats what
 * the shape already says.
 *
 * Everything is drawn twice by hand, on a 22 px grid (22, 24, 44 and 48 px) and on a 16 px grid (16 and 32 px), so that
 * the straight edges fall on whole pixels at every size.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
const TRAY = join(ROOT, 'assets', 'tray');
const ICONS = join(ROOT, 'assets', 'icons');

/** @typedef {22 | 16} Grid */
/** @typedef {'auto' | 'dark' | 'light'} Theme */
/** @typedef {'green' | 'blue' | 'amber' | 'red' | 'violet' | 'cyan' | 'grey'} Hue */
/**
 * One piece of a drawing, a path to fill; `at` moves it.
 * @typedef {{ d: string, at?: [number, number] }} Part
 */
/**
 * `ink` is the body; `accent` lies over it in the status's colour, parted from it by `gap`; `cut` is what is cut out of
 * the accent; `knock` stands for the accent when the gap is made.
 * @typedef {{ ink: Part[], accent: Part[], cut?: Part[], knock?: Part[], gap?: number }} Drawing
 */
/** @typedef {{ hue: Hue, up: boolean, draw: (g: Grid) => Drawing }} Status */

// ---------------------------------------------------------------------------------------------------------------------
// Small shared parts
// ---------------------------------------------------------------------------------------------------------------------

/** A number as it is written into a path. @param {number} n */
const f = (n) => String(Math.round(n * 100) / 100);

/** @param {number} x @param {number} y @param {number} w @param {number} h @returns {Part} */
const rect = (x, y, w, h) => ({ d: `M${f(x)} ${f(y)}h${f(w)}v${f(h)}h${f(-w)}z` });

/** @param {number} x @param {number} y @param {number} w @param {number} h @param {number} r @returns {Part} */
const round = (x, y, w, h, r) => {
  const a = `a${f(r)} ${f(r)} 0 0 1 `;
  const [iw, ih] = [f(w - 2 * r), f(h - 2 * r)];
  return {
    d: `M${f(x + r)} ${f(y)}h${iw}${a}${f(r)} ${f(r)}v${ih}${a}${f(-r)} ${f(r)}h-${iw}${a}${f(-r)} ${f(-r)}v-${ih}${a}${f(r)} ${f(-r)}z`,
  };
};

/** @param {number} cx @param {number} cy @param {number} r @returns {Part} */
const disc = (cx, cy, r) => ({
  d: `M${f(cx - r)} ${f(cy)}a${f(r)} ${f(r)} 0 1 1 ${f(2 * r)} 0a${f(r)} ${f(r)} 0 1 1 ${f(-2 * r)} 0z`,
});

/** @param {Array<[number, number]>} points @returns {Part} */
const poly = (points) => ({ d: `M${points.map(([x, y]) => `${f(x)} ${f(y)}`).join('L')}z` });

/** @param {number} x1 @param {number} y1 @param {number} x2 @param {number} y2 @param {number} w @returns {Part} */
const line = (x1, y1, x2, y2, w) => {
  const k = w / 2 / Math.hypot(x2 - x1, y2 - y1);
  const [nx, ny] = [(y2 - y1) * k, (x1 - x2) * k];
  return poly([
    [x1 + nx, y1 + ny],
    [x2 + nx, y2 + ny],
    [x2 - nx, y2 - ny],
    [x1 - nx, y1 - ny],
  ]);
};

/** The point of a circle at `deg` degrees, clockwise from the right. @param {number} c @param {number} r @param {number} deg @returns {[number, number]} */
const on = (c, r, deg) => [c + r * Math.cos((deg * Math.PI) / 180), c + r * Math.sin((deg * Math.PI) / 180)];

/** A clockwise arc, `w` thick. @param {number} c @param {number} r @param {number} from @param {number} to @param {number} w @returns {Part} */
const arc = (c, r, from, to, w) => {
  const large = to - from > 180 ? 1 : 0;
  const [outer, inner] = [r + w / 2, r - w / 2];
  const at = (/** @type {number} */ radius, /** @type {number} */ deg) => on(c, radius, deg).map(f).join(' ');
  return {
    d: `M${at(outer, from)}A${f(outer)} ${f(outer)} 0 ${large} 1 ${at(outer, to)}L${at(inner, to)}A${f(inner)} ${f(inner)} 0 ${large} 0 ${at(inner, from)}z`,
  };
};

/** An arrowhead that rides an arc, clockwise. @param {number} c @param {number} r @param {number} at @param {number} half @param {number} length @returns {Part} */
const head = (c, r, at, half, length) => {
  const [x, y] = on(c, r, at);
  const t = ((at + 90) * Math.PI) / 180;
  return poly([on(c, r - half, at), on(c, r + half, at), [x + length * Math.cos(t), y + length * Math.sin(t)]]);
};

/** A round arch on two pillars. @param {number} x @param {number} y @param {number} w @param {number} bottom @param {number} t @returns {Part} */
const arch = (x, y, w, bottom, t) => {
  const [r, i] = [w / 2, w / 2 - t];
  return {
    d: `M${f(x)} ${f(bottom)}V${f(y + r)}a${f(r)} ${f(r)} 0 0 1 ${f(w)} 0V${f(bottom)}h${f(-t)}V${f(y + r)}a${f(i)} ${f(i)} 0 0 0 ${f(-2 * i)} 0V${f(bottom)}z`,
  };
};

/** A feather to the left, and its mirror image in a drawing `g` wide. @param {number} g @param {number} tip @param {number} root @param {number} y @param {number} h @param {number} sweep @returns {Part[]} */
const pair = (g, tip, root, y, h, sweep) => [
  poly([
    [tip, y],
    [root, y],
    [root, y + h],
    [tip + sweep, y + h],
  ]),
  poly([
    [g - tip, y],
    [g - root, y],
    [g - root, y + h],
    [g - tip - sweep, y + h],
  ]),
];

/** @param {Part[]} parts @param {number} dx @param {number} dy @returns {Part[]} */
const move = (parts, dx, dy) => parts.map((p) => ({ ...p, at: [(p.at?.[0] ?? 0) + dx, (p.at?.[1] ?? 0) + dy] }));

// ---------------------------------------------------------------------------------------------------------------------
// Bodies
// ---------------------------------------------------------------------------------------------------------------------

/** The gate's plinths. @param {Grid} g @returns {Part[]} */
const plinths = (g) => (g === 22 ? [rect(4, 18, 5, 2), rect(13, 18, 5, 2)] : [rect(2, 13, 4, 2), rect(10, 13, 4, 2)]);

/** @param {Grid} g @returns {Part[]} */
const pillars = (g) => [g === 22 ? arch(5, 2, 12, 20, 3) : arch(3, 1, 10, 15, 2), ...plinths(g)];

/** @param {Grid} g @returns {Part[]} */
const wings = (g) =>
  g === 22
    ? [...pair(g, 0, 6, 5, 2, 1), ...pair(g, 1, 5.5, 8, 2, 1), ...pair(g, 2, 5.5, 11, 2, 1)]
    : [...pair(g, 0, 4, 4, 2, 0.6), ...pair(g, 1, 3.5, 7, 2, 0.6)];

/** @param {Grid} g */
const message = (g) => (g === 22 ? disc(11, 12, 2) : disc(8, 9, 2));

/** The gate, up: wings out. @param {Grid} g */
const gate = (g) => [...pillars(g), ...wings(g)];

/** The gate, down: a thin empty arch, wings gone. @param {Grid} g @returns {Part[]} */
const hollow = (g) =>
  g === 22
    ? [arch(4, 2, 14, 20, 2), rect(2, 18, 5, 2), rect(15, 18, 5, 2)]
    : [arch(2, 1, 12, 15, 2), rect(1, 13, 4, 2), rect(11, 13, 4, 2)];

/** The gate that is not there: the hollow one in dashes. @param {Grid} g @returns {Part[]} */
const dashed = (g) => {
  const tops = [-150, -90, -30];
  return g === 22
    ? [
        ...tops.flatMap((a) => move([arc(0, 6, a - 17, a + 17, 2)], 11, 9)),
        ...[10, 16].flatMap((y) => [rect(4, y, 2, 4), rect(16, y, 2, 4)]),
      ]
    : [
        ...tops.flatMap((a) => move([arc(0, 5, a - 16, a + 16, 2)], 8, 7)),
        ...[8, 12].flatMap((y) => [rect(2, y, 2, 2), rect(12, y, 2, 2)]),
      ];
};

// ---------------------------------------------------------------------------------------------------------------------
// Badges, in the lower right corner
// ---------------------------------------------------------------------------------------------------------------------

/**
 * @param {Grid} g
 * @param {Part[]} ink
 * @param {{ accent: Part[], cut?: Part[], knock?: Part[] }} badge
 * @returns {Drawing}
 */
const badged = (g, ink, badge) => {
  const at = g === 22 ? 11 : 8;
  return {
    ink,
    accent: move(badge.accent, at, at),
    cut: move(badge.cut ?? [], at, at),
    knock: move(badge.knock ?? badge.accent, at, at),
  };
};

/** @type {Record<string, (g: Grid) => { accent: Part[], cut?: Part[], knock?: Part[] }>} */
const badges = {
  speech: (g) =>
    g === 22
      ? {
          accent: [
            round(-2, -1, 12, 8, 2),
            poly([
              [0, 6],
              [5, 6],
              [0.5, 10],
            ]),
          ],
          cut: [rect(0, 2, 2, 2), rect(3, 2, 2, 2), rect(6, 2, 2, 2)],
        }
      : {
          accent: [
            round(-1, 0, 9, 6, 1.5),
            poly([
              [0, 5],
              [4, 5],
              [0.5, 8],
            ]),
          ],
          cut: [rect(1, 2, 1, 2), rect(3, 2, 1, 2), rect(5, 2, 1, 2)],
        },
  warning: (g) =>
    g === 22
      ? {
          accent: [
            poly([
              [4, -1],
              [6, -1],
              [11, 10],
              [-1, 10],
            ]),
          ],
          cut: [rect(4, 2, 2, 4), rect(4, 7, 2, 2)],
        }
      : {
          accent: [
            poly([
              [3, -1],
              [5, -1],
              [8.5, 8],
              [-0.5, 8],
            ]),
          ],
          cut: [rect(3, 2, 2, 3), rect(3, 6, 2, 1)],
        },
  hourglass: (g) =>
    g === 22
      ? {
          accent: [
            rect(0, -2, 10, 2),
            rect(0, 8, 10, 2),
            poly([
              [1, 1],
              [9, 1],
              [6, 4],
              [9, 7],
              [1, 7],
              [4, 4],
            ]),
          ],
          knock: [rect(0, -2, 10, 12)],
        }
      : {
          accent: [
            poly([
              [0, 0],
              [8, 0],
              [8, 1.5],
              [5, 4],
              [8, 6.5],
              [8, 8],
              [0, 8],
              [0, 6.5],
              [3, 4],
              [0, 1.5],
            ]),
          ],
        },
  clock: (g) =>
    g === 22
      ? { accent: [disc(5, 5, 5.6)], cut: [rect(4, 1, 2, 5), rect(4, 4, 4, 2)] }
      : { accent: [disc(3.5, 3.5, 4.5)], cut: [rect(3, 0, 1, 4), rect(3, 3, 3, 1)] },
  play: (g) =>
    g === 22
      ? {
          accent: [
            poly([
              [0, -1],
              [10, 4.5],
              [0, 10],
            ]),
          ],
        }
      : {
          accent: [
            poly([
              [0, -1],
              [8, 3.5],
              [0, 8],
            ]),
          ],
        },
  square: (g) => (g === 22 ? { accent: [rect(1, 1, 9, 9)] } : { accent: [rect(0, 0, 7, 7)] }),
  cross: (g) =>
    g === 22
      ? { accent: [line(0, 0, 10, 10, 3.4), line(10, 0, 0, 10, 3.4)] }
      : { accent: [line(0, 0, 8, 8, 2.8), line(8, 0, 0, 8, 2.8)] },
  snow: (g) =>
    g === 22
      ? {
          accent: [rect(4, -1, 2, 12), line(-0.2, 2, 10.2, 8, 1.8), line(10.2, 2, -0.2, 8, 1.8)],
          knock: [disc(5, 5, 6.2)],
        }
      : {
          accent: [rect(3, -1, 2, 10), line(-0.4, 1.5, 8.4, 6.5, 1.5), line(8.4, 1.5, -0.4, 6.5, 1.5)],
          knock: [disc(4, 4, 5)],
        },
  download: (g) =>
    g === 22
      ? {
          accent: [
            rect(3, -2, 4, 5),
            poly([
              [0, 2],
              [10, 2],
              [5, 7],
            ]),
            rect(0, 8, 10, 2),
          ],
          knock: [rect(0, -2, 10, 12)],
        }
      : {
          accent: [
            rect(3, -1, 2, 4),
            poly([
              [0, 2],
              [8, 2],
              [4, 6],
            ]),
            rect(0, 7, 8, 1),
          ],
          knock: [rect(0, -1, 8, 9)],
        },
};

// ---------------------------------------------------------------------------------------------------------------------
// Statuses
// ---------------------------------------------------------------------------------------------------------------------

/** @param {string} name @param {(g: Grid) => Part[]} body @returns {(g: Grid) => Drawing} */
const withBadge = (name, body) => (g) => {
  const badge = badges[name];
  if (!badge) throw new Error(`no badge ${name}`);
  return badged(g, body(g), badge(g));
};

/** @param {Grid} g @returns {Part} */
const smallGate = (g) => (g === 22 ? arch(7, 6, 8, 15, 2) : arch(5, 4, 6, 11, 2));

/** @type {Record<string, Status>} */
const STATUSES = {
  running: { hue: 'green', up: true, draw: (g) => ({ ink: gate(g), accent: [message(g)], gap: 0 }) },
  busy: { hue: 'blue', up: true, draw: withBadge('speech', gate) },
  degraded: { hue: 'amber', up: true, draw: withBadge('warning', gate) },
  draining: { hue: 'violet', up: true, draw: withBadge('hourglass', gate) },
  restarting: {
    hue: 'blue',
    up: true,
    draw: (g) =>
      g === 22
        ? { ink: [smallGate(g)], accent: [arc(11, 8.5, 0, 300, 3), head(11, 8.5, 300, 4.5, 6)], gap: 0 }
        : { ink: [smallGate(g)], accent: [arc(8, 6.5, 0, 300, 2), head(8, 6.5, 300, 3.2, 4.2)], gap: 0 },
  },
  'restarting-by-systemd': {
    hue: 'amber',
    up: false,
    draw: (g) =>
      g === 22
        ? {
            ink: [rect(10, 5, 2, 7), rect(10, 10, 5, 2)],
            accent: [
              arc(11, 8.5, 120, 300, 3),
              head(11, 8.5, 300, 4.5, 6),
              ...[0, 40, 80].map((a) => arc(11, 8.5, a, a + 18, 3)),
            ],
            gap: 0,
          }
        : {
            ink: [rect(7, 4, 2, 5), rect(7, 7, 4, 2)],
            accent: [
              arc(8, 6.5, 120, 300, 2),
              head(8, 6.5, 300, 3.2, 4.2),
              ...[0, 40, 80].map((a) => arc(8, 6.5, a, a + 20, 2)),
            ],
            gap: 0,
          },
  },
  'crash-looping': {
    hue: 'red',
    up: false,
    draw: (g) =>
      g === 22
        ? {
            ink: [],
            accent: [
              ...move([arc(11, 8.5, -50, 100, 3)], 0.7, 0.7),
              ...move([arc(11, 8.5, 130, 280, 3)], -0.7, -0.7),
              poly([
                [9, 5],
                [13, 5],
                [12, 13],
                [10, 13],
              ]),
              rect(10, 15, 2, 2),
            ],
            gap: 0,
          }
        : {
            ink: [],
            accent: [
              ...move([arc(8, 6.5, -50, 100, 2)], 0.5, 0.5),
              ...move([arc(8, 6.5, 130, 280, 2)], -0.5, -0.5),
              rect(7, 4, 2, 5),
              rect(7, 10, 2, 2),
            ],
            gap: 0,
          },
  },
  'backing-off': { hue: 'amber', up: false, draw: withBadge('clock', hollow) },
  starting: { hue: 'green', up: false, draw: withBadge('play', hollow) },
  stopping: { hue: 'violet', up: true, draw: withBadge('square', pillars) },
  failed: { hue: 'red', up: false, draw: withBadge('cross', pillars) },
  stopped: { hue: 'grey', up: false, draw: (g) => ({ ink: hollow(g), accent: [] }) },
  'outside-systemd': {
    hue: 'violet',
    up: true,
    draw: (g) =>
      g === 22
        ? {
            ink: [{ d: 'M1 8H14V21H1zM3 10V19H12V10z' }],
            accent: [arch(11, 1, 8, 12, 2), ...pair(30, 8, 12, 3, 2, 1), ...pair(30, 9, 12, 6, 2, 1)],
            knock: [rect(9, 0, 13, 12)],
          }
        : {
            ink: [{ d: 'M1 6H10V15H1zM3 8V13H8V8z' }],
            accent: [arch(8, 1, 6, 9, 2), ...pair(22, 6, 9, 3, 2, 0.6)],
            knock: [rect(7, 0, 9, 9)],
          },
  },
  'not-installed': {
    hue: 'grey',
    up: false,
    draw: (g) => ({
      ink: dashed(g),
      accent: g === 22 ? [rect(10, 9, 2, 8), rect(7, 12, 8, 2)] : [rect(7, 7, 2, 6), rect(5, 9, 6, 2)],
      gap: 0,
    }),
  },
  'no-bus': {
    hue: 'red',
    up: false,
    draw: (g) =>
      g === 22
        ? {
            ink: [rect(7, 1, 2, 6), rect(13, 1, 2, 6), { d: 'M4 7H18V10A6 6 0 0 1 12 16V21H10V16A6 6 0 0 1 4 10z' }],
            accent: [line(2, 20, 20, 2, 2)],
          }
        : {
            ink: [rect(5, 1, 2, 4), rect(9, 1, 2, 4), { d: 'M3 5H13V7A4 4 0 0 1 9 11V15H7V11A4 4 0 0 1 3 7z' }],
            accent: [line(1, 15, 15, 1, 1.6)],
          },
  },
  frozen: { hue: 'cyan', up: true, draw: withBadge('snow', pillars) },
  updating: { hue: 'blue', up: true, draw: withBadge('download', gate) },
};

// ---------------------------------------------------------------------------------------------------------------------
// Colours
// ---------------------------------------------------------------------------------------------------------------------

/**
 * `dark` and `light` name the panel they are for. `auto` does for both: bright enough to stand on a dark panel by itself,
 * and outlined by a dark halo, which a dark panel swallows and a light one shows.
 * @type {Record<Theme, { up: string, down: string, halo?: string, cut?: string, hues: Record<Hue, string> }>}
 */
const THEMES = {
  auto: {
    up: '#3fc4aa',
    down: '#aab3bc',
    halo: '#10161c',
    cut: '#10161c',
    hues: {
      green: '#45cf7f',
      blue: '#62abff',
      amber: '#f5a623',
      red: '#ff6f66',
      violet: '#b994fa',
      cyan: '#3cc8ee',
      grey: '#aab3bc',
    },
  },
  dark: {
    up: '#f4f5f6',
    down: '#c3c8cd',
    hues: {
      green: '#5fdc96',
      blue: '#7db8ff',
      amber: '#ffbf4d',
      red: '#ff7d72',
      violet: '#c9a7ff',
      cyan: '#7fe3ff',
      grey: '#c3c8cd',
    },
  },
  light: {
    up: '#22262b',
    down: '#565d66',
    hues: {
      green: '#0b6b3a',
      blue: '#0b54b0',
      amber: '#8f4a00',
      red: '#b3160f',
      violet: '#5a2ca8',
      cyan: '#005f7f',
      grey: '#565d66',
    },
  },
};
const HALO = { width: 0.9, opacity: 0.75 };

// ---------------------------------------------------------------------------------------------------------------------
// SVG and PNG
// ---------------------------------------------------------------------------------------------------------------------

/** A part as an element, in a colour, `grow` wider all round. @param {Part} p @param {string} colour @param {number} [grow] */
const element = (p, colour, grow = 0) => {
  const at = p.at && (p.at[0] || p.at[1]) ? ` transform="translate(${f(p.at[0])} ${f(p.at[1])})"` : '';
  const outline = grow > 0 ? ` stroke="${colour}" stroke-width="${f(2 * grow)}" stroke-linejoin="round"` : '';
  return `<path d="${p.d}"${at} fill="${colour}"${outline}/>`;
};

/** @param {Part[]} parts @param {string} colour @param {number} [grow] */
const elements = (parts, colour, grow) => parts.map((p) => element(p, colour, grow)).join('');

/** @param {string} id @param {Grid} g @param {string} black */
const mask = (id, g, black) =>
  `<mask id="${id}" maskUnits="userSpaceOnUse" x="-1" y="-1" width="${g + 2}" height="${g + 2}"><path d="M-1-1h${g + 2}v${g + 2}h-${g + 2}z" fill="#fff"/>${black}</mask>`;

/** @param {string} name @param {Theme} theme @param {Grid} g @param {number} [pad] empty pixels all round */
function traySvg(name, theme, g, pad = 0) {
  const status = STATUSES[name];
  if (!status) throw new Error(`no status ${name}`);
  const t = THEMES[theme];
  const { ink, accent, cut = [], knock = accent, gap = 1 } = status.draw(g);
  const accentColour = t.hues[status.hue];
  const inkColour = status.up ? t.up : t.down;
  const parted = gap > 0 && accent.length > 0;
  const holed = cut.length > 0 && !t.cut;
  const lines = [];
  const defs = [
    ...(parted ? [mask('gap', g, elements(knock, '#000', gap))] : []),
    ...(holed ? [mask('cut', g, elements(cut, '#000'))] : []),
  ];
  if (defs.length > 0) lines.push(`<defs>${defs.join('')}</defs>`);
  const inkMask = parted ? ' mask="url(#gap)"' : '';
  if (t.halo) {
    const halo = `${parted ? `<g${inkMask}>${elements(ink, t.halo, HALO.width)}</g>` : elements(ink, t.halo, HALO.width)}${elements(accent, t.halo, HALO.width)}`;
    lines.push(`<g opacity="${HALO.opacity}">${halo}</g>`);
  }
  if (ink.length > 0) lines.push(`<g${inkMask}>${elements(ink, inkColour)}</g>`);
  if (accent.length > 0) lines.push(`<g${holed ? ' mask="url(#cut)"' : ''}>${elements(accent, accentColour)}</g>`);
  if (t.cut && cut.length > 0) lines.push(elements(cut, t.cut));
  const box = `${-pad} ${-pad} ${g + 2 * pad} ${g + 2 * pad}`;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${g + 2 * pad}" height="${g + 2 * pad}" viewBox="${box}">\n${lines.join('\n')}\n</svg>\n`;
}

/** @param {string} command @param {string[]} args @param {string} [input] */
function run(command, args, input) {
  const done = spawnSync(command, args, { input: input ?? '', maxBuffer: 64 * 1024 * 1024 });
  if (done.error && 'code' in done.error && done.error.code === 'ENOENT') {
    const from = command === 'rsvg-convert' ? 'librsvg2-bin' : 'imagemagick';
    console.error(`icons: ${command} is not installed. On Debian and Ubuntu: sudo apt install ${from}`);
    process.exit(1);
  }
  if (done.error) throw done.error;
  if (done.status !== 0) throw new Error(`${command} ${args.join(' ')}: ${done.stderr.toString()}`);
  return done.stdout;
}

/** @param {string} svg @param {number} size @param {string} file */
const png = (svg, size, file) =>
  writeFileSync(file, run('rsvg-convert', ['--width', String(size), '--height', String(size), '--format', 'png'], svg));

/** For each size, the grid it is drawn on and the empty pixels around it. @type {Array<[number, Grid, number]>} */
const SIZES = [
  [16, 16, 0],
  [22, 22, 0],
  [24, 22, 1],
  [32, 16, 0],
  [44, 22, 0],
  [48, 22, 1],
];
const THEME_NAMES = /** @type {Theme[]} */ (Object.keys(THEMES));

function tray() {
  for (const theme of THEME_NAMES) {
    const dir = join(TRAY, theme);
    rmSync(dir, { recursive: true, force: true });
    mkdirSync(dir, { recursive: true });
    for (const name of Object.keys(STATUSES)) {
      writeFileSync(join(dir, `${name}.svg`), traySvg(name, theme, 22));
      for (const [size, g, pad] of SIZES) png(traySvg(name, theme, g, pad), size, join(dir, `${name}-${size}.png`));
    }
  }
}

// ---------------------------------------------------------------------------------------------------------------------
// The application's icon
// ---------------------------------------------------------------------------------------------------------------------

/** The gate as it fits on a plate of 16 px. @returns {Part[]} */
const tinyGate = () => [arch(4, 2, 8, 14, 2), ...pair(16, 1, 4.5, 5, 2, 0.6), ...pair(16, 2, 4.5, 8, 1, 0.4)];

/** The gate on a plate. @param {Grid} g @param {number} pad */
function appSvg(g, pad) {
  const side = g + 2 * pad;
  const plate = round(-pad, -pad, side, side, side * 0.22);
  const lines = [
    '<defs><linearGradient id="sky" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#2aa68c"/><stop offset="1" stop-color="#0d4a5c"/></linearGradient></defs>',
    element(plate, 'url(#sky)'),
    elements(pad > 0 ? gate(g) : tinyGate(), '#ffffff'),
    element(pad > 0 ? message(g) : rect(7, 8, 2, 3), '#ffd166'),
  ];
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${side}" height="${side}" viewBox="${-pad} ${-pad} ${side} ${side}">\n<title>hermes-tray</title>\n${lines.join('\n')}\n</svg>\n`;
}

/** @type {Array<[number, Grid, number]>} */
const APP_SIZES = [
  [16, 16, 0],
  [24, 16, 4],
  [32, 22, 5],
  [48, 22, 5],
  [64, 22, 5],
  [128, 22, 5],
  [256, 22, 5],
  [512, 22, 5],
];

function app() {
  rmSync(ICONS, { recursive: true, force: true });
  mkdirSync(ICONS, { recursive: true });
  for (const [size, g, pad] of APP_SIZES) png(appSvg(g, pad), size, join(ICONS, `${size}x${size}.png`));
  writeFileSync(join(ICONS, 'hermes-tray.svg'), appSvg(22, 5));
}

// ---------------------------------------------------------------------------------------------------------------------
// The contact sheet
// ---------------------------------------------------------------------------------------------------------------------

function sheet() {
  const dir = mkdtempSync(join(tmpdir(), 'hermes-tray-icons-'));
  const cell = 108;
  const [dark, light] = ['#2b2b2b', '#f0f0f0'];
  const names = Object.keys(STATUSES);
  /** @type {string[]} */
  const rows = [];
  const file = () => join(dir, `row-${String(rows.length).padStart(2, '0')}.png`);
  const montage = (/** @type {string[]} */ images, /** @type {string} */ panel, /** @type {string[]} */ extra) => {
    const out = file();
    run('montage', ['-depth', '8', ...images, '-background', panel, '-tile', `${images.length}x1`, ...extra, out]);
    rows.push(out);
  };
  /** @param {Theme} theme @param {number} size @param {number} zoom @param {string} panel @param {boolean} [grey] */
  const row = (theme, size, zoom, panel, grey = false) => {
    const files = names.map((n) => join(TRAY, theme, `${n}-${size}.png`));
    const height = size * zoom + 12;
    const look = [...(grey ? ['-colorspace', 'Gray'] : []), '-filter', 'point', '-resize', `${zoom * 100}%`];
    montage(files, panel, [
      ...look,
      '-geometry',
      `${cell}x${height}>`,
      '-gravity',
      'center',
      '-extent',
      `${cell}x${height}`,
    ]);
  };
  const labels = file();
  const words = names.map((n, i) => `<text x="${(i + 0.5) * cell}" y="16">${n}</text>`).join('');
  const width = names.length * cell;
  writeFileSync(
    labels,
    run(
      'rsvg-convert',
      ['--format', 'png'],
      `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="24" font-family="sans-serif" font-size="10" text-anchor="middle"><path d="M0 0h${width}v24H0z" fill="#fff"/>${words}</svg>`,
    ),
  );
  rows.push(labels);
  for (const [theme, panel] of /** @type {Array<[Theme, string]>} */ ([
    ['auto', dark],
    ['auto', light],
    ['dark', dark],
    ['light', light],
  ])) {
    row(theme, 22, 1, panel);
    row(theme, 22, 4, panel);
    row(theme, 16, 1, panel);
    row(theme, 16, 4, panel);
  }
  row('auto', 48, 1, dark);
  row('auto', 48, 1, light);
  row('auto', 32, 2, '#808080');
  row('auto', 22, 4, dark, true);
  row('auto', 22, 4, light, true);
  row('auto', 22, 1, dark, true);
  const apps = APP_SIZES.map(([s]) => join(ICONS, `${s}x${s}.png`));
  const appsOut = file();
  run('montage', [...apps, '-background', light, '-tile', `${apps.length}x1`, '-geometry', '200x200>+6+6', appsOut]);
  rows.push(appsOut);
  mkdirSync(join(ROOT, 'out'), { recursive: true });
  run('convert', [...rows, '-background', '#ffffff', '-append', join(ROOT, 'out', 'icons-sheet.png')]);
  rmSync(dir, { recursive: true, force: true });
}

tray();
app();
if (process.argv.includes('--sheet')) sheet();
