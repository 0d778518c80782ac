import { useId } from 'react';
import type { Permission } from '../../main/core/permission';
import { sentence } from '../../main/core/sentence';

interface CommandButtonProps {
  readonly label: string;
  /** What it is called where nobody sees what stands beside it. */
  readonly name?: string;
  readonly permission: Permission;
  readonly isPrimary: boolean;
  readonly onPress: () => void;
}

/**
 * A button that says why it can't be pressed: read out as its description, and shown under it while the pointer or the
 * keyboard is on it. It is `aria-disabled` and not `disabled`, so that the keyboard still reaches it.
 */
export function CommandButton({ label, name, permission, isPrimary, onPress }: CommandButtonProps) {
  const reason = useId();
  return (
    <span className="command">
      <button
        type="button"
        className={isPrimary ? 'button button-primary' : 'button'}
        aria-label={name}
        aria-disabled={!permission.ok}
        aria-describedby={permission.ok ? undefined : reason}
        onClick={permission.ok ? onPress : undefined}
      >
        {label}
      </button>
      {!permission.ok && (
        <span id={reason} role="tooltip" className="command-reason">
          {sentence(permission.reason)}
        </span>
      )}
    </span>
  );
}
