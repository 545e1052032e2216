import { defineEntity, type InferEntity, p } from '@mikro-orm/core'
import { newId } from './id.ts'
import { UserEntity } from './user.ts'

/** What an organisation offers in listings. `forkedFrom` is the persona it was made of, of whatever organisation. */
export const PersonaEntity = defineEntity({
  name: 'Persona',
  tableName: 'personas',
  properties: {
    id: p.uuid().primary().onCreate(newId),
    orgId: p.uuid(),
    slug: p.string().length(120),
    name: p.text(),
    description: p.text().nullable(),
    forkedFrom: p.uuid().nullable(),
    createdBy: () => p.manyToOne(UserEntity).name('created_by'),
    createdAt: p.datetime(),
    updatedAt: p.datetime(),
  },
})
export type PersonaEntity = InferEntity<typeof PersonaEntity>
