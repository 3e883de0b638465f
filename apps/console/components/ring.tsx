import { useTranslation } from 'react-i18next'
import { formatPercent } from '../shell/format.ts'

const radius = 10
const around = 2 * Math.PI * radius

/** Progress (0 to 1) as a ring. */
export const Ring = ({ fraction, pixels = 24 }: { fraction: number; pixels?: number }) => {
  const { t } = useTranslation()
  return (
    <svg
      className="ring"
      viewBox="0 0 24 24"
      width={pixels}
      height={pixels}
      role="img"
      aria-label={t('shell.progress', { percent: formatPercent(fraction) })}
    >
      <circle cx="12" cy="12" r={radius} />
      <circle
        className="done"
        cx="12"
        cy="12"
        r={radius}
        strokeDasharray={around}
        strokeDashoffset={around * (1 - Math.min(1, Math.max(0, fraction)))}
      />
    </svg>
  )
}
