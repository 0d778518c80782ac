/** What a person types to see what a gateway and systemd said last. */
export function journalCommand(unit: string): string {
  return `journalctl --user -u ${unit} -n 200`;
}
