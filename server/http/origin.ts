/** Which origins are ours: the public one, or any name and address that we serve, on the port that we listen on. */
export function originCheck(input: {
  publicUrl: string | null;
  hosts: readonly string[];
  port: () => number;
}) {
  const ours = () => {
    const origins = new Set(
      input.hosts.map((host) => originOf(host.includes(':') ? `[${host}]` : host, input.port())),
    );
    if (input.publicUrl) origins.add(new URL(input.publicUrl).origin);
    return origins;
  };
  // The port is known only once the server listens.
  let known: Set<string> | null = null;
  return (origin: string | undefined): boolean => {
    if (origin === undefined) return false;
    known ??= ours();
    return known.has(origin.toLowerCase());
  };
}

function originOf(host: string, port: number): string {
  return new URL(`https://${host}:${port}`).origin;
}
