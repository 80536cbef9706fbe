/** Quantities such as `500m`, `1Gi`, `2e3` (k8s.io/apimachinery/pkg/api/resource). */
const factors: Record<string, number> = {
  '': 1, n: 1e-9, u: 1e-6, m: 1e-3, k: 1e3, M: 1e6, G: 1e9, T: 1e12, P: 1e15, E: 1e18,
  Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40, Pi: 2 ** 50, Ei: 2 ** 60,
};

/** Takes a quantity; gives the number it means, 0 when it means none. */
export function parseQuantity(text: string | number): number {
  const found = /^([+-]?[\d.]+)(?:[eE]([+-]?\d+))?([numkMGTPE]|[KMGTPE]i)?$/.exec(String(text));
  if (!found) return 0;
  return Number(found[1]) * 10 ** Number(found[2] ?? 0) * (factors[found[3] ?? ''] ?? 1);
}
