import type { User } from '../../domain/users/user.entity.ts';
import type { UserSession } from '../../domain/users/user-session.entity.ts';

export const userView = (user: User) => ({
  id: user.id,
  email: user.email,
  name: user.name,
  language: user.language,
  status: user.status,
  is_barred: user.status === 'barred',
  roles: user.roles,
  password_set_at: user.passwordSetAt ?? null,
  last_login_at: user.lastLoginAt ?? null,
  created_at: user.createdAt,
  updated_at: user.updatedAt,
});

/** `own` is the session that asks. */
export const sessionView = (session: UserSession, own: string) => ({
  id: session.id,
  is_current: session.id === own,
  ip: session.ip ?? null,
  user_agent: session.userAgent ?? null,
  created_at: session.createdAt,
  last_used_at: session.lastUsedAt,
  expires_at: session.expiresAt,
});
