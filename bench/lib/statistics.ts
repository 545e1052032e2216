export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length / 2
  return sorted.length % 2 === 1
    ? (sorted[Math.floor(middle)] as number)
    : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2
}

/** How far the values lie apart: half of (largest − smallest), in percent of the median. */
export const spread = (values: readonly number[]): number =>
  ((Math.max(...values) - Math.min(...values)) / 2 / median(values)) * 100

/** Rounded to so many decimals. */
export const rounded = (value: number, decimals = 0): number => Number(value.toFixed(decimals))
