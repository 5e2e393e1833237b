import { OpenApiClient, type ClientOptions } from '../../../../electron/openapi/client.ts';
import { DIGEST, FakeProvider } from './fake-provider.ts';
import { FakeTiming } from './fake-timing.ts';

export interface TestBed {
  readonly client: OpenApiClient;
  readonly provider: FakeProvider;
  readonly timing: FakeTiming;
}

/** A client on a fake provider in fake time. */
export function testBed(options: Partial<ClientOptions> = {}, provider = new FakeProvider()): TestBed {
  const timing = new FakeTiming();
  const client = new OpenApiClient({
    base: 'http://provider.test',
    account: 'test',
    passwordDigest: DIGEST,
    fetch: provider.fetch,
    timing,
    random: () => 0.5,
    ...options,
  });
  return { client, provider, timing };
}

export const action = { lane: 'action' } as const;
export const sweep = { lane: 'sweep' } as const;
