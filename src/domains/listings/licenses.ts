/** From the least to the most restrictive (CONTRACT §3). */
export const LICENSES = ['cc_by', 'cc_by_sa', 'cc_by_nc', 'cc_by_nd', 'commercial', 'proprietary'] as const
export type License = (typeof LICENSES)[number]

/** Whether what was published under `from` takes rights away under `to`. */
export const isMoreRestrictive = (from: License, to: License): boolean =>
  LICENSES.indexOf(to) > LICENSES.indexOf(from)

const NO_DERIVATIVES: readonly License[] = ['cc_by_nd', 'commercial', 'proprietary']

export const allowsDerivatives = (license: License): boolean => !NO_DERIVATIVES.includes(license)
