export function agentsText(agents: number): string {
  return agents === 1 ? '1 agent' : `${agents} agents`;
}
