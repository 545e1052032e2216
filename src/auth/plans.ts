/** Plans of an organisation, each with what the ones before it have. */
export const PLANS = ['starter', 'pro', 'creator-plus', 'sovereign'] as const
export type Plan = (typeof PLANS)[number]

/** What only some plans have. */
export type Feature = 'tenant-api'

const INCLUDED_IN: Record<Feature, readonly Plan[]> = {
  'tenant-api': ['pro', 'creator-plus', 'sovereign'],
}

export const plansWith = (feature: Feature): readonly Plan[] => INCLUDED_IN[feature]
