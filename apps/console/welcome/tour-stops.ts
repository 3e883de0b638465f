import type { Scope } from '#backbone/scopes'

/** One stop of the tour: the page it is on, and what it points at there. */
export type Stop = { key: string; to?: string; target: string; scope?: Scope }

const all = (asset: string | undefined): Stop[] => [
  { key: 'today', to: '/today', target: '[data-testid=todo], [data-testid=welcome]', scope: 'desk:read' },
  {
    key: 'upload',
    to: '/library',
    target: '[data-testid=upload-files], [data-testid=welcome-files]',
    scope: 'uploads:write',
  },
  { key: 'library', to: '/library', target: '[data-testid=assets], [data-testid=welcome]', scope: 'assets:read' },
  ...(asset === undefined
    ? []
    : ([
        { key: 'player', to: `/assets/${asset}`, target: '[data-testid=player], .screen', scope: 'assets:read' },
        {
          key: 'publish',
          to: `/assets/${asset}`,
          target: '[data-testid=publish], [data-testid=share]',
          scope: 'assets:publish',
        },
      ] satisfies Stop[])),
  { key: 'runs', to: '/runs', target: '[data-testid=runs]', scope: 'runs:read' },
  { key: 'search', target: '[data-testid=search]' },
  { key: 'bell', target: '[data-testid=bell]', scope: 'desk:read' },
  { key: 'people', to: '/station/people', target: '[data-testid=invite]', scope: 'people:manage' },
  { key: 'keys', target: '[data-testid=me]' },
]

/** The stops of somebody who may do this much; those at an asset only when there is one. */
export const stopsFor = (may: (scope: Scope) => boolean, asset: string | undefined): Stop[] =>
  all(asset).filter(({ scope }) => scope === undefined || may(scope))
