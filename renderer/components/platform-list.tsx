import type { PlatformFact } from '../gateway-facts';

export function PlatformList({ platforms }: { readonly platforms: readonly PlatformFact[] }) {
  return (
    <ul className="platforms" aria-label="Platforms">
      {platforms.map(({ name, state, isConnected }) => (
        <li key={name} className={isConnected ? 'platform' : 'platform platform-apart'}>
          <span className="platform-name">{name}</span> {state}
        </li>
      ))}
    </ul>
  );
}
