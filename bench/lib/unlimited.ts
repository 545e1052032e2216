/** Quotas that no benchmark reaches: what is measured is never a refusal. */
export const unlimited = {
  RATE_LIMIT_GENERAL_BURST_SIZE: '1000000000',
  RATE_LIMIT_AUTH_BURST_SIZE: '1000000000',
  RATE_LIMIT_PLATFORM_PER_MINUTE: '100000',
}
