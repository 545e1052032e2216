import { defineEntity, type InferEntity, p } from '@mikro-orm/core'
import { CategoryEntity } from './category.ts'
import { newId } from './id.ts'
import { PersonaEntity } from './persona.ts'
import { UserEntity } from './user.ts'

/** An offer of a persona on the marketplace. Its counters are changed by SQL alone. */
export const ListingEntity = defineEntity({
  name: 'Listing',
  tableName: 'listings',
  properties: {
    id: p.uuid().primary().onCreate(newId),
    orgId: p.uuid(),
    persona: () => p.manyToOne(PersonaEntity),
    seller: () => p.manyToOne(UserEntity),
    category: () => p.manyToOne(CategoryEntity).nullable(),
    slug: p.string().length(120),
    title: p.text(),
    summary: p.text(),
    description: p.text(),
    license: p.enum(['cc_by', 'cc_by_sa', 'cc_by_nc', 'cc_by_nd', 'commercial', 'proprietary']),
    priceUsdMicros: p.bigint('number'),
    status: p.enum(['draft', 'in_review', 'published', 'unpublished', 'removed']),
    tags: p.array(),
    moderationFlags: p.array().default([]),
    moderationReason: p.text().nullable(),
    publishedAt: p.datetime().nullable(),
    createdAt: p.datetime(),
    updatedAt: p.datetime(),
  },
})
export type ListingEntity = InferEntity<typeof ListingEntity>
