import { Navigate } from 'react-router'
import { places } from './all-sections.ts'
import { useSession } from './session.tsx'

/** Where the day begins: the first place the person may go to. */
export const Home = () => {
  const { may } = useSession()
  const first = places.find(({ scope, quiet }) => !quiet && may(scope))
  return <Navigate to={first?.to ?? '/station'} replace />
}
