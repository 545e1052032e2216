export const GRANULARITIES = ['daily', 'weekly', 'monthly'] as const
export type Granularity = (typeof GRANULARITIES)[number]

/** In PostgreSQL's words: the unit of time, and how a period of it is written. */
export const UNITS: Record<Granularity, { unit: string; label: string }> = {
  daily: { unit: 'day', label: 'YYYY-MM-DD' },
  // A week belongs to the year of its Thursday (ISO 8601), hence the year of the week and not of the day.
  weekly: { unit: 'week', label: 'IYYY-"W"IW' },
  monthly: { unit: 'month', label: 'YYYY-MM' },
}
