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
 * A button that says why it can't be pressed. It is `aria-disabled` and not `disabled`, so that the keyboard still
 * reaches it and the reason is read out.
 */
export function CommandButton({ label, name, permission, isPrimary, onPress }: CommandButtonProps) {
  return (
    <button
      type="button"
      className={isPrimary ? 'button button-primary' : 'button'}
      aria-label={name}
      aria-disabled={!permission.ok}
      title={permission.ok ? undefined : sentence(permission.reason)}
      onClick={permission.ok ? onPress : undefined}
    >
      {label}
    </button>
  );
}
