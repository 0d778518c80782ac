/** `gateway.sock` of 0.20.x+: one JSON request per connection, then close. */
import { rmSync, writeFileSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import type { Gateway } from './gateway';
import { profileOf } from './home';
import { dumps, type Json, type JsonRecord } from './json';
import type { Cancel } from './loop';
import { ownServiceUnit } from './process-identity';
import { isoMicroseconds } from './time';

const MOST_REQUEST_BYTES = 64 * 1024;
const TIMEOUT_MS = 2000;
const PROTOCOL = 1;
const VERBS = ['identify', 'status'];

export function openControlSocket(gateway: Gateway): Cancel {
  const { facts, paths, logs } = gateway;
  if (!facts.controlSocket) return () => {};
  const { path, moved } = paths.controlSocket;
  const server = createServer((socket) => serve(gateway, socket));
  server.on('error', (error) => logs.warning(`Control socket ${path} failed: ${error.message}`));
  // A socket left by a killed gateway would refuse the bind; the lock says that it is nobody's.
  rmSync(path, { force: true });
  // The socket's mode is fixed by bind, so there is no moment in which others may connect.
  const umask = process.umask(0o177);
  server.listen(path);
  process.umask(umask);
  if (moved) writeFileSync(paths.controlSocketPointer, path, { mode: 0o600 });
  return () => {
    server.close();
    rmSync(path, { force: true });
    rmSync(paths.controlSocketPointer, { force: true });
  };
}

function serve(gateway: Gateway, socket: Socket): void {
  let received = '';
  socket.setTimeout(TIMEOUT_MS, () => socket.destroy());
  socket.on('error', () => {});
  socket.on('data', (chunk) => {
    received += chunk.toString();
    const end = received.indexOf('\n');
    if (end < 0 && received.length <= MOST_REQUEST_BYTES) return;
    const line = received.slice(0, end < 0 ? undefined : end);
    socket.removeAllListeners('data');
    gateway.loop.post(() => socket.end(`${dumps(answer(gateway, line), 'compact')}\n`));
  });
}

function answer(gateway: Gateway, line: string): JsonRecord {
  if (Buffer.byteLength(line) > MOST_REQUEST_BYTES) return { ok: false, error: 'request too large' };
  let request: Partial<Record<string, Json>>;
  try {
    request = Object(JSON.parse(line));
  } catch {
    return { ok: false, error: 'invalid JSON' };
  }
  const id = request['id'] ?? null;
  switch (request['verb']) {
    case 'identify':
      return { ok: true, protocol: PROTOCOL, id, result: identify(gateway) };
    case 'status': {
      const result = { ...gateway.state.current, answered_at: isoMicroseconds(), answering_pid: process.pid };
      return { ok: true, protocol: PROTOCOL, id, result };
    }
    default:
      return { ok: false, error: `unknown verb: ${String(request['verb'])}`, supported_verbs: VERBS };
  }
}

function identify({ facts, options, paths, identity }: Gateway): JsonRecord {
  return {
    protocol: PROTOCOL,
    kind: 'hermes-gateway',
    pid: identity.pid,
    start_time: identity.startTime,
    hermes_home: paths.home,
    profile: profileOf(paths.home),
    supervisor: ownServiceUnit() === undefined ? 'manual' : 'systemd',
    code_sha: options.codeSha,
    code_version: facts.release,
    ...(options.servedProfiles.length > 0 ? { served_profiles: options.servedProfiles } : {}),
  };
}
