import { DomainError } from '../errors.ts'

/** SQL: whether somebody is suspended or banned in an organisation at a moment. Columns come with their table. */
export const isRefused = (org: string, user: string, at: string): string => `exists (
  select from restrictions r
  where r.org_id = ${org} and r.user_id = ${user} and r.kind in ('suspend', 'ban')
    and (r.expires_at is null or r.expires_at > ${at}))`

/** 403 for who is suspended or banned in the organisation. */
export const refusedHere = (): DomainError =>
  new DomainError(
    'account_suspended',
    'You are suspended or banned in this organisation. Ask its moderators why.',
  )
