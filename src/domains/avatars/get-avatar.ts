import { type Statement, statement } from '../../database/sql.ts'
import type { FileDescription } from '../../lib/raw-file.ts'
import type { Context } from '../context.ts'
import { notFound } from '../errors.ts'
import type { Avatar, AvatarPath } from './schema.ts'

const avatarOf = <Row>(columns: string): Statement<Row> =>
  statement(`
    select ${columns} from avatars a join users u on u.id = a.user_id
    where a.user_id = $1 and u.is_active`)

const description = 'a.content_type, octet_length(a.bytes) as size, a.sha256'
const described = avatarOf<FileDescription>(description)
const whole = avatarOf<FileDescription & { bytes: Buffer }>(`${description}, a.bytes`)

/** The picture that a user has uploaded. 404 when there is none, no such user, or they are deactivated. */
export async function getAvatar(ctx: Context, { id }: AvatarPath): Promise<Avatar> {
  const read = async <Row>(columns: Statement<Row>): Promise<Row> => {
    const avatar = await ctx.app.sql.one(columns, [id])
    if (!avatar) throw notFound('Avatar')
    return avatar
  }
  return { ...(await read(described)), load: () => read(whole) }
}
