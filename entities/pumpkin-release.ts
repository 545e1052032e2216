import { defineEntity, type InferEntity, p } from '@mikro-orm/core'

/** A release of Pumpkin, as its feed last gave it. `version` is the tag without a leading `v`. */
export const PumpkinReleaseEntity = defineEntity({
  name: 'PumpkinRelease',
  tableName: 'pumpkin_releases',
  properties: {
    version: p.text().primary(),
    tagName: p.text(),
    publishedAt: p.datetime(),
  },
})
export type PumpkinReleaseEntity = InferEntity<typeof PumpkinReleaseEntity>
