import { z } from 'zod'
import {
  AddMember,
  addMember,
  ChangeMemberRole,
  changeMemberRole,
  ListMembers,
  listMembers,
  Member,
  MemberPage,
  MemberRef,
  removeMember,
} from '../src/domains/organisations/index.ts'
import { signedIn } from '../src/rpc/procedures.ts'
import { t } from '../src/rpc/trpc.ts'

const id = 'org_0198f2a9-13c0-7d5e-8a41-2f6b9c0d7e11'
const member = {
  user_id: 'a1b2c3d4-e5f6-7890-abcd-ef1234567890',
  username: 'rustdev',
  role: 'moderator',
  joined_at: '2026-03-07T09:30:00Z',
}

const not_found = 'No organisation of the caller has this id'
const noMember = 'No organisation of the caller has this id, or no member of it is that user'
const lastOwner = 'The last owner of the organisation, or the person whose own organisation it is'

/** The part of `orgs` that is about members. */
export const members = t.router({
  listMembers: signedIn
    .meta({
      openapi: {
        method: 'GET',
        path: '/orgs/{id}/members',
        tags: ['orgs'],
        summary: 'List the members',
        description: 'Everybody in the organisation, in the order they joined. For its members.',
      },
      rest: {
        errors: { not_found },
        example: {
          input: { id, page: 1, per_page: 20 },
          output: { data: [member], page: 1, per_page: 20, total: 1 },
        },
      },
    })
    .input(ListMembers)
    .output(MemberPage)
    .query(({ ctx, input }) => listMembers(ctx, input)),

  addMember: signedIn
    .meta({
      openapi: {
        method: 'POST',
        path: '/orgs/{id}/members',
        tags: ['orgs'],
        summary: 'Add a member',
        description:
          'Names the user by `user_id` or by `username`, in any case. For owners and admins; only an owner makes ' +
          'owners. The membership holds at once.',
      },
      rest: {
        status: 201,
        errors: {
          not_found,
          forbidden: 'A member who is neither owner nor admin, or an admin who makes an owner',
          conflict: 'The user is a member already',
          validation_failed: 'There is no such user, or not exactly one of `user_id` and `username` was sent',
        },
        example: { input: { id, username: 'rustdev', role: 'moderator' }, output: member },
      },
    })
    .input(AddMember)
    .output(Member)
    .mutation(({ ctx, input }) => addMember(ctx, input)),

  changeMemberRole: signedIn
    .meta({
      openapi: {
        method: 'PATCH',
        path: '/orgs/{id}/members/{user_id}',
        tags: ['orgs'],
        summary: 'Change the role of a member',
        description:
          'For owners and admins; only an owner changes who the owners are. An organisation always keeps an owner.',
      },
      rest: {
        errors: {
          not_found: noMember,
          forbidden: 'A member who is neither owner nor admin, or an admin who changes who the owners are',
          conflict: lastOwner,
        },
        example: {
          input: { id, user_id: member.user_id, role: 'admin' },
          output: { ...member, role: 'admin' },
        },
      },
    })
    .input(ChangeMemberRole)
    .output(Member)
    .mutation(({ ctx, input }) => changeMemberRole(ctx, input)),

  removeMember: signedIn
    .meta({
      openapi: {
        method: 'DELETE',
        path: '/orgs/{id}/members/{user_id}',
        tags: ['orgs'],
        summary: 'Remove a member, or leave',
        description:
          'For owners and admins; only an owner removes owners. Every member may remove themselves. The API keys ' +
          'that the member has for the organisation go with the membership.',
      },
      rest: {
        status: 204,
        errors: {
          not_found: noMember,
          forbidden:
            'A member who is neither owner nor admin removes another one, or an admin removes an owner',
          conflict: lastOwner,
        },
        example: { input: { id, user_id: member.user_id } },
      },
    })
    .input(MemberRef)
    .output(z.void())
    .mutation(({ ctx, input }) => removeMember(ctx, input)),
})
