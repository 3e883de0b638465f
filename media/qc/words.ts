import { reasons } from './reasons.ts'
import type { Finding } from './types.ts'

export type Language = 'zh-CN' | 'en'

/** What is wrong and what to do, by message; words in braces are the finding's params. */
export const messages: Readonly<Record<string, Readonly<Record<Language, string>>>> = {
  black: {
    'zh-CN': '画面全黑 {seconds} 秒。如非有意，请剪掉这段或补上画面。',
    en: 'The picture is black for {seconds} s. Unless that is meant, cut it out or fill it.',
  },
  freeze: {
    'zh-CN': '画面静止 {seconds} 秒。请检查素材或采集过程；若是有意的定格，可忽略此项。',
    en: 'The picture stands still for {seconds} s. Check the recording; if it is a still on purpose, waive this.',
  },
  'blackBars.letterbox': {
    'zh-CN': '画面上下有黑边，共占高度的 {percent}%。请裁切，或换用满屏素材。',
    en: 'Black bars above and below take {percent}% of the height. Crop them or use a full-frame source.',
  },
  'blackBars.pillarbox': {
    'zh-CN': '画面左右有黑边，共占宽度的 {percent}%。请裁切，或换用满屏素材。',
    en: 'Black bars left and right take {percent}% of the width. Crop them or use a full-frame source.',
  },
  flashes: {
    'zh-CN': '画面每秒闪烁达 {perSecond} 次，可能诱发光敏性癫痫（ITU-R BT.1702）。请降低对比度、放慢或删去这段。',
    en: 'The picture flashes up to {perSecond} times a second, which can cause seizures (ITU-R BT.1702). Lower its contrast, slow it down or cut it.',
  },
  interlaced: {
    'zh-CN': '画面为隔行扫描，在电脑和手机上运动物体边缘会出现梳齿。请去隔行。',
    en: 'The picture is interlaced: what moves will look combed on computers and phones. Deinterlace it.',
  },
  'interlaced.unmarked': {
    'zh-CN': '这段画面是隔行扫描，文件却标为逐行，播放器不会处理，运动处会出现梳齿。请去隔行。',
    en: 'This part is interlaced though the file says progressive, so players will show it combed. Deinterlace it.',
  },
  'fieldOrder.mismarked': {
    'zh-CN': '场序标记有误：实际为{seen}，文件标为{marked}，运动会前后跳动。请改正标记或去隔行。',
    en: 'The field order is marked wrongly: {seen} field first in fact, {marked} in the file, so motion will judder. Correct the mark or deinterlace.',
  },
  'fieldOrder.wrong': {
    'zh-CN': '场序为{seen}，模板要求{wanted}。请按要求重新输出。',
    en: 'The {seen} field comes first; the template asks for {wanted}. Export it again as asked.',
  },
  'fieldOrder.progressive': {
    'zh-CN': '文件标为隔行，画面实为逐行。请改正标记，以免播放器多此一举地去隔行。',
    en: 'The file says interlaced, the pictures are progressive. Correct the mark, or players will deinterlace for nothing.',
  },
  repeatedFrames: {
    'zh-CN': '{seconds} 秒内有 {repeats} 帧重复，运动不流畅。多由帧率转换造成，请换用原始帧率的素材。',
    en: '{repeats} frames are shown twice within {seconds} s, so motion stutters. Often a rate conversion: use the source at its own rate.',
  },
  silence: {
    'zh-CN': '静音 {seconds} 秒。如非有意，请检查声道或补上声音。',
    en: 'There is no sound for {seconds} s. Unless that is meant, check the channels or add the missing sound.',
  },
  missingAudio: {
    'zh-CN': '文件没有声音轨道。若应有声音，请重新导出。',
    en: 'The file has no sound track. If there should be sound, export it again.',
  },
  deadChannel: {
    'zh-CN': '声道 {channel} 自始至终无声，其他声道有声。请检查声道分配。',
    en: 'Channel {channel} is silent throughout while others are not. Check how channels were assigned.',
  },
  'loudness.high': {
    'zh-CN': '响度 {lufs} LUFS，比目标 {targetLufs} LUFS 高 {lu} LU。请降低电平，或一键校正响度。',
    en: 'The programme is {lufs} LUFS, {lu} LU above the target of {targetLufs}. Turn it down or have the loudness corrected.',
  },
  'loudness.low': {
    'zh-CN': '响度 {lufs} LUFS，比目标 {targetLufs} LUFS 低 {lu} LU。请提高电平，或一键校正响度。',
    en: 'The programme is {lufs} LUFS, {lu} LU below the target of {targetLufs}. Turn it up or have the loudness corrected.',
  },
  loudnessRange: {
    'zh-CN': '响度范围 {lu} LU，超过 {highestLu} LU，轻处听不清、响处刺耳。请压缩动态。',
    en: 'The loudness range is {lu} LU, more than {highestLu}: soft parts will be lost. Compress the dynamics.',
  },
  truePeak: {
    'zh-CN': '真峰值 {dbtp} dBTP，超过 {highestDbtp} dBTP，转码后可能失真。请降低峰值。',
    en: 'The true peak is {dbtp} dBTP, above {highestDbtp}: it may distort when coded. Limit the peaks.',
  },
  clipping: {
    'zh-CN': '声音削波（{samples} 个采样到顶），听感失真。请用未削波的原始录音，或降低电平后重新导出。',
    en: 'The sound is clipped ({samples} samples at full scale) and distorts. Use the unclipped recording or export it at a lower level.',
  },
  phase: {
    'zh-CN': '左右声道反相（相关度 {correlation}），单声道收听时声音会抵消。请将一个声道反相。',
    en: 'Left and right are out of phase (correlation {correlation}): heard in mono they cancel. Invert one of them.',
  },
  'duration-mismatch.picture': {
    'zh-CN': '声音比画面长 {seconds} 秒，结尾没有画面。请剪去多余声音或补上画面。',
    en: 'The sound is {seconds} s longer than the picture. Trim it or add the missing picture.',
  },
  'duration-mismatch.sound': {
    'zh-CN': '画面比声音长 {seconds} 秒，结尾没有声音。请补上声音或剪去多余画面。',
    en: 'The picture is {seconds} s longer than the sound. Add the missing sound or trim the picture.',
  },
  'duration-mismatch.late': {
    'zh-CN': '声音比画面晚 {seconds} 秒开始。请核对声画同步。',
    en: 'The sound begins {seconds} s after the picture. Check that they are in sync.',
  },
  'duration-mismatch.early': {
    'zh-CN': '声音比画面早 {seconds} 秒开始。请核对声画同步。',
    en: 'The sound begins {seconds} s before the picture. Check that they are in sync.',
  },
  'drift.sound': {
    'zh-CN': '声音的时间戳与其采样相差 {milliseconds} 毫秒，声画会渐渐错开。请重新封装并核对同步。',
    en: 'The timestamps of the sound are {milliseconds} ms off its samples, so it drifts from the picture. Remux and check the sync.',
  },
  'drift.picture': {
    'zh-CN': '画面的时间戳与帧数相差 {milliseconds} 毫秒，可能丢帧。请重新封装或重新采集。',
    en: 'The timestamps of the picture are {milliseconds} ms off its frames: frames may be lost. Remux or record it again.',
  },
  'corrupt.picture': {
    'zh-CN': '此处画面数据损坏，会出现花屏或马赛克（{said}）。请换用完好的文件。',
    en: 'The picture is damaged here and will show blocks ({said}). Use an intact copy of the file.',
  },
  'corrupt.sound': {
    'zh-CN': '此处声音数据损坏，会有杂音或断音（{said}）。请换用完好的文件。',
    en: 'The sound is damaged here and will crackle or drop out ({said}). Use an intact copy of the file.',
  },
  'corrupt.somewhere': {
    'zh-CN': '这段范围内的文件结构有损坏（{said}）。请通看、通听一遍，或换用完好的文件。',
    en: 'The file is damaged somewhere in this part ({said}). Watch and listen to it, or use an intact copy.',
  },
  'corrupt.short': {
    'zh-CN': '文件标称 {promised} 秒，实际只有 {seconds} 秒的声音。请重新传输或重新导出。',
    en: 'The file promises {promised} s of sound and holds {seconds} s. Transfer or export it again.',
  },
  'corrupt.before': {
    'zh-CN': '声音之前有不属于它的数据，开头可能有杂音。请重新导出。',
    en: 'Bytes that do not belong to the sound come before it, so its beginning may be wrong. Export it again.',
  },
  'corrupt.sum': {
    'zh-CN': '声音与编码时记下的校验和不符，编码之后被改动或损坏过。请听一遍，或换用原始文件。',
    en: 'The sound does not match the checksum its encoder left: it was changed or damaged since. Listen to it or use the original.',
  },
  'corrupt.edits': {
    'zh-CN': '文件的编辑表指向不存在的时间，各播放器的开头、结尾和声画同步可能不同。请重新导出。',
    en: 'The edit list of the file points to times that are not there, so players may differ in where it begins, ends and syncs. Export it again.',
  },
  'corrupt.speed': {
    'zh-CN': '文件的编辑表要求变速播放，这里按原速处理。若需变速，请在剪辑软件中做好后导出。',
    en: 'The edit list of the file asks for another speed; it is played at its own. If the speed is meant, export it that way.',
  },
  'corrupt.setBack': {
    'zh-CN':
      '时间戳在中途倒退 {times} 次（首次 {seconds} 秒），后面的内容与前面重叠，会有内容丢失。请重新录制或重新导出。',
    en: 'The clock is set back {times} times (first by {seconds} s): what follows lies over what was before, and is lost. Record or export it again.',
  },
  'corrupt.order': {
    'zh-CN': '时间戳次序错乱，部分画面或声音可能丢失。请重新封装或重新导出。',
    en: 'The timestamps are out of order, so pictures or sound may be lost. Remux or export it again.',
  },
  'corrupt.unknownTrack': {
    'zh-CN': '文件中 {percent}% 的数据属于无法识别的轨道，未被采用，可能是损坏的画面或声音。请换用完好的文件。',
    en: '{percent}% of the file lies in tracks that cannot be identified and are left out: perhaps damaged picture or sound. Use an intact copy.',
  },
  'corrupt.unheard': {
    'zh-CN': '文件标明有声音轨道，却读不出声音。请检查声音，重新导出。',
    en: 'The file names a sound track, but no sound can be read from it. Check the sound and export it again.',
  },
  'corrupt.tilted': {
    'zh-CN': '文件标明画面须旋转 {degrees} 度，画面会是斜的。若非有意，请改正旋转标记后重新上传。',
    en: 'The file says that the picture is to be turned by {degrees} degrees, so it is shown tilted. Unless that is meant, correct the mark and upload it again.',
  },
  'corrupt.packets': {
    'zh-CN': '此处数据包已损坏或丢失。请重新传输，或换用完好的文件。',
    en: 'Packets are damaged or lost here. Transfer the file again or use an intact copy.',
  },
  'corrupt.cutOff': {
    'zh-CN': '文件不完整，在此处中断。请重新传输或重新导出。',
    en: 'The file is incomplete and breaks off here. Transfer or export it again.',
  },
  'corrupt.unreadable': {
    'zh-CN': '无法读取这个文件（{said}）。请确认它是完好的音视频文件后重新上传。',
    en: 'The file cannot be read ({said}). Make sure that it is an intact video or audio file and bring it in again.',
  },
  'colour.levels': {
    'zh-CN': '{percent}% 的画面亮度超出视频电平范围（16–235），黑白会被裁切。请按视频电平重新输出。',
    en: 'In {percent}% of the frames luma goes beyond video levels (16–235), so blacks and whites will clip. Export it in video range.',
  },
  'colour.primaries': {
    'zh-CN': '色域为 {found}，模板要求 {wanted}。请转换色彩空间。',
    en: 'The colour primaries are {found}; the template asks for {wanted}. Convert the colours.',
  },
  'colour.unstated': {
    'zh-CN': '文件没有注明色域，各处显示可能不一致。请按 {wanted} 标注。',
    en: 'The file does not state its colour primaries, so screens may differ. Mark it as {wanted}.',
  },
  'colour.fullRange': {
    'zh-CN': '画面为全范围电平（0–255），播出要求视频电平（16–235）。请转换。',
    en: 'The picture is in full range (0–255); broadcast takes video range (16–235). Convert it.',
  },
  resolution: {
    'zh-CN': '分辨率为 {found}，模板要求 {wanted}。请按要求重新输出。',
    en: 'The picture is {found}; the template asks for {wanted}. Export it again as asked.',
  },
  'resolution.changes': {
    'zh-CN':
      '从这里起画面尺寸由 {from} 变为 {to}，全片统一为 {size}，不足处加黑边。请核对是否录到了别的节目，或按需剪开。',
    en: 'Here the picture size changes from {from} to {to}; the whole film is brought to {size}, with black where the shape differs. Check whether another programme was recorded, or cut the film here.',
  },
  frameRate: {
    'zh-CN': '帧率为 {found}，模板要求 {wanted}。请按要求重新输出。',
    en: 'The frame rate is {found}; the template asks for {wanted}. Export it again as asked.',
  },
  'frameRate.variable': {
    'zh-CN': '帧率不固定，模板要求 {wanted}。请按固定帧率重新输出。',
    en: 'The frame rate varies; the template asks for {wanted}. Export it at a constant rate.',
  },
  codec: {
    'zh-CN': '视频编码为 {found}，模板要求 {wanted}。请转码。',
    en: 'The picture is coded as {found}; the template asks for {wanted}. Transcode it.',
  },
  gop: {
    'zh-CN': '关键帧间隔达 {seconds} 秒，超过 {longestSeconds} 秒，拖动和切换会变慢。请缩短关键帧间隔。',
    en: 'Keyframes are up to {seconds} s apart, more than {longestSeconds}: seeking and switching will be slow. Set keyframes closer.',
  },
  container: {
    'zh-CN': '封装格式为 {found}，模板要求 {wanted}。请重新封装。',
    en: 'The container is {found}; the template asks for {wanted}. Remux it.',
  },
  'soundFormat.codec': {
    'zh-CN': '音频编码为 {found}，模板要求 {wanted}。请转码。',
    en: 'The sound is coded as {found}; the template asks for {wanted}. Transcode it.',
  },
  'soundFormat.sampleRate': {
    'zh-CN': '采样率为 {found} Hz，模板要求 {wanted} Hz。请重采样。',
    en: 'The sample rate is {found} Hz; the template asks for {wanted}. Resample it.',
  },
  'soundFormat.channels': {
    'zh-CN': '声道数为 {found}，模板要求 {wanted}。请调整声道。',
    en: 'There are {found} channels; the template asks for {wanted}. Change the channels.',
  },
}

const fields: Readonly<Record<string, Readonly<Record<Language, string>>>> = {
  top: { 'zh-CN': '上场优先', en: 'top' },
  bottom: { 'zh-CN': '下场优先', en: 'bottom' },
  mixed: { 'zh-CN': '场序不定', en: 'either' },
}

/** What a finding says, as a sentence for people. */
export const sentence = ({ message, params }: Pick<Finding, 'message' | 'params'>, language: Language): string => {
  const words = messages[message]?.[language] ?? message
  return words.replace(/\{(\w+)\}/g, (_, name: string) => {
    const reason = name === 'said' && language === 'zh-CN' ? reasons[params.code ?? ''] : undefined
    const value = reason ?? params[name] ?? ''
    return fields[value]?.[language] ?? String(value)
  })
}
