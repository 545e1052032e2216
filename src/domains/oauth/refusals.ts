import { PROVIDER_NAMES, type Provider } from '../../auth/oauth/provider.ts'
import { conflict, type DomainError } from '../errors.ts'

/** Why a provider's account is not linked to the user with its address, and what that person does about it: 409. */

export const unverifiedThere = (provider: Provider): DomainError =>
  conflict(
    `An account with the address of your ${PROVIDER_NAMES[provider]} account already exists, and ` +
      `${PROVIDER_NAMES[provider]} has not verified that address. Verify it there, or log in another way.`,
  )

export const unverifiedHere = (provider: Provider): DomainError =>
  conflict(
    'An account with this email address already exists, and its address is not verified. Log in to it (reset its ' +
      `password if you have none), verify the address, and sign in with ${PROVIDER_NAMES[provider]} again.`,
  )

export const linkedToAnother = (provider: Provider): DomainError =>
  conflict(
    `The account with this email address signs in with another ${PROVIDER_NAMES[provider]} account. Use that one, ` +
      'or log in another way.',
  )
