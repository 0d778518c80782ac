import { Empty } from '../components/empty';

/** The main process refused to tell the state: this can only be a fault of ours. */
export function Unreachable({ reason }: { readonly reason: string }) {
  return (
    <main className="page">
      <Empty tone="bad" mark="✕" title="This window can't reach hermes-tray" role="alert">
        <p>Close it and open it again from the tray. If that does not help, quit hermes-tray and start it anew.</p>
        <p className="fine-print">{reason}</p>
      </Empty>
    </main>
  );
}
