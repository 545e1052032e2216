import { createHash } from 'node:crypto'
import { createClient } from '@redis/client'
import type { Rate } from './gcra.ts'
import { type Answer, type BucketStore, SPARE_SHARE } from './store.ts'

/** How long (ms) the start waits for a server; after that, and after each loss, it is sought in the background. */
const START = 1000

/**
 * ARGV: for each group of buckets its size, wanted and spare, then for each bucket its burst and interval in µs.
 * A bucket's value is the moment in µs at which it is full; a missing one is full.
 */
const SCRIPT = `
  local time = redis.call('TIME')
  local now = time[1] * 1000000 + time[2]
  local answer = { now }
  local first, at = 1, 1
  while at <= #ARGV do
    local size, wanted, spare = tonumber(ARGV[at]), tonumber(ARGV[at + 1]), tonumber(ARGV[at + 2])
    at = at + 3
    local buckets, tokens = {}, math.huge
    for i = 1, size do
      local key, burst, interval = KEYS[first], tonumber(ARGV[at]), tonumber(ARGV[at + 1])
      first, at = first + 1, at + 2
      local window = burst * interval
      local stored = tonumber(redis.call('GET', key) or now)
      local base = math.min(math.max(stored, now), now + window)
      tokens = math.min(tokens, math.floor((now + window - base) / interval))
      buckets[i] = { key, base, interval, base < stored }
    end
    local granted = math.min(wanted, tokens)
    if size > 1 and granted < wanted then granted = 0 end
    granted = granted + math.max(0, math.min(spare, math.floor((tokens - wanted) / ${SPARE_SHARE})))
    for _, bucket in ipairs(buckets) do
      local key, base, interval, isTooEmpty = unpack(bucket)
      local full = base + granted * interval
      if granted ~= 0 or isTooEmpty then
        if full > now then
          redis.call('SET', key, string.format('%.0f', full), 'PX', string.format('%.0f', math.ceil((full - now) / 1000)))
        else
          redis.call('DEL', key)
        end
      end
      table.insert(answer, granted)
      table.insert(answer, full - now)
    end
  end
  return answer`
const SHA = createHash('sha1').update(SCRIPT).digest('hex')

interface Group {
  buckets: readonly { key: string; rate: Rate }[]
  wanted: number
  spare: number
}

/** Buckets in Redis or Valkey, in its time; each key expires when its bucket is full. */
export async function createRedisStore({ url }: { url: string }): Promise<BucketStore> {
  const client = createClient({
    url,
    name: 'gourd',
    // While there is no connection, a take fails at once: the local limiter is there for that.
    disableOfflineQueue: true,
    socket: { connectTimeout: 2000, reconnectStrategy: (tries) => Math.min(50 * 2 ** tries, 2000) },
  })
  // Each take reports its own failure; without a listener the first lost connection would end the process.
  client.on('error', () => {})
  const connecting = client.connect().catch(() => {})
  await Promise.race([connecting, new Promise((resolve) => setTimeout(resolve, START).unref())])

  async function run(groups: readonly Group[]): Promise<Answer> {
    const input = {
      keys: groups.flatMap(({ buckets }) => buckets.map(({ key }) => `rate-limit:${key}`)),
      arguments: groups.flatMap(({ buckets, wanted, spare }) =>
        [buckets.length, wanted, spare, ...buckets.flatMap(({ rate }) => [rate.burst, rate.interval])].map(
          String,
        ),
      ),
    }
    const reply = (await client.evalSha(SHA, input).catch((error: Error) => {
      if (!error.message.startsWith('NOSCRIPT')) throw error
      return client.eval(SCRIPT, input)
    })) as number[]
    return {
      now: reply[0] as number,
      grants: input.keys.map((_, index) => ({
        granted: reply[1 + index * 2] as number,
        fullIn: reply[2 + index * 2] as number,
      })),
    }
  }

  return {
    takeEach: (demands) =>
      run(demands.map(({ wanted, spare, ...bucket }) => ({ wanted, spare, buckets: [bucket] }))),
    takeTogether: (buckets) => run([{ buckets, wanted: 1, spare: 0 }]),
    close: async () => client.destroy(),
  }
}
