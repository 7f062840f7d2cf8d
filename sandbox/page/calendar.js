/** The play's calendar: dates of Shanghai, which has been at +8 without summer time since 1991. */

const offsetMs = 8 * 60 * 60 * 1000;
const weekdays = ["日", "一", "二", "三", "四", "五", "六"];

/** `3月9日（星期一）上午9:20` */
export function formatMoment(at) {
  const local = new Date(at + offsetMs);
  const day = `${local.getUTCMonth() + 1}月${local.getUTCDate()}日`;
  return `${day}（星期${weekdays[local.getUTCDay()]}）${period(local.getUTCHours())}${shortTime(at)}`;
}

/** `9:20`, as on the edge of a phone's screen. */
export function shortTime(at) {
  const local = new Date(at + offsetMs);
  const hour = local.getUTCHours();
  const minute = String(local.getUTCMinutes()).padStart(2, "0");
  return `${hour > 12 ? hour - 12 : hour}:${minute}`;
}

function period(hour) {
  if (hour < 6) return "凌晨";
  if (hour < 9) return "早上";
  if (hour < 12) return "上午";
  if (hour === 12) return "中午";
  return hour < 18 ? "下午" : "晚上";
}

/** Runs on from what the server told last. */
export class Clock {
  constructor(onMinute) {
    this.onMinute = onMinute;
    this.base = undefined;
    setInterval(() => this.tick(), 1000);
  }

  set(now) {
    this.base = now - performance.now();
    this.shown = undefined;
    this.tick();
  }

  now() {
    return this.base === undefined ? 0 : this.base + performance.now();
  }

  tick() {
    if (this.base === undefined) return;
    const minute = Math.floor(this.now() / 60_000);
    if (minute === this.shown) return;
    this.shown = minute;
    this.onMinute(this.now());
  }
}
