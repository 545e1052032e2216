/** Platform roles, each with the powers of the ones before it. */
export const ROLES = ['author', 'moderator', 'admin'] as const
export type Role = (typeof ROLES)[number]

export const isRole = (value: unknown): value is Role => (ROLES as readonly unknown[]).includes(value)

/** Staff moderate the platform. */
export const isStaff = (role: Role): boolean => role !== 'author'
