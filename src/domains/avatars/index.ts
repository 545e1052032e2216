export { getAvatar } from './get-avatar.ts'
export { Avatar, AvatarPath } from './schema.ts'
export { uploadAvatar } from './upload-avatar.ts'
