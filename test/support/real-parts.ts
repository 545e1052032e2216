const PARTS = /^(S3_\w+|REDIS_URL)$/

/** The variables of the real parts that run beside these tests; none where there are none. */
export const realParts = (): Record<string, string> =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => PARTS.test(name))) as Record<
    string,
    string
  >
