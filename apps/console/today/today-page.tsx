import { useTranslation } from 'react-i18next'
import { PageFrame } from '../components/page-frame.tsx'
import { useSession } from '../shell/session.tsx'
import { useFacets } from '../library/facets.tsx'
import { Welcome } from '../welcome/welcome.tsx'
import { useNow } from '../shell/use-now.ts'
import { DayFigures } from './day-figures.tsx'
import { useTodo } from './todo-data.ts'
import { Throughput } from './throughput.tsx'
import { TodoList } from './todo-list.tsx'
import { Working } from './working.tsx'
import './today.css'

/** 今日: what needs the person, what is at work, how the day goes, how long the storage lasts. */
export const TodayPage = () => {
  const { t, i18n } = useTranslation()
  const { station, may } = useSession()
  const now = useNow(false)
  const facets = useFacets()
  const listed = useTodo(undefined).isFetched
  const bare = may('assets:read') && facets.data?.states.every(({ count }) => count === 0)
  const date = new Intl.DateTimeFormat(i18n.language, { dateStyle: 'full' }).format(now)
  return (
    <PageFrame title={t('nav.today')} about={[date, station?.name].filter(Boolean).join(' · ')}>
      <div className="today" data-testid="today">
        <div className="today-main">{bare ? <Welcome /> : <TodoList />}</div>
        <div className="today-side" hidden={!listed}>
          {may('station:read') ? <DayFigures /> : null}
          {may('runs:read') ? <Working /> : null}
          {may('station:read') && !bare ? <Throughput /> : null}
        </div>
      </div>
    </PageFrame>
  )
}
