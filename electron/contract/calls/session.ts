import { z } from 'zod';
import { gives, nothing } from '../call.ts';
import { signInInput, type SavedSignIn, type SessionStatus } from '../session.ts';

export const sessionCalls = {
  'session.status': gives<SessionStatus>()(nothing),
  'session.saved': gives<readonly SavedSignIn[]>()(nothing),
  'session.signIn': gives<SessionStatus>()(signInInput),
  'session.demo': gives<SessionStatus>()(nothing),
  'session.signOut': gives<SessionStatus>()(nothing),
  'session.forget': gives<readonly SavedSignIn[]>()(
    z.object({ server: z.string().max(500), account: z.string().max(100) }),
  ),
} as const;
