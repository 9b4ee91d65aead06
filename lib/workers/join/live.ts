/** States of an attachment that can carry traffic. One that waits for acceptance reserves nothing. */
export const LIVE: ReadonlySet<string> = new Set(['available', 'modifying', 'rollingBack']);
