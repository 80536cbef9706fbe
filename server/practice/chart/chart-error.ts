/** What is wrong with a chart or its values, told as Helm tells it. */
export class ChartError extends Error {
  override readonly name = 'ChartError';
}
