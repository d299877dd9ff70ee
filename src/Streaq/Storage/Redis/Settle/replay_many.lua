-- replay_many: replays many dead letters under their own ids, as replay does for one.
-- KEYS[1]  sorted set of dead letters
-- KEYS[2]  prefix of dead letters (same slot)
-- KEYS[3]  prefix of task keys (same slot)
-- KEYS[4]  prefix of batch keys (same slot)
-- KEYS[5]  prefix of the priorities' streams (same slot)
-- ARGV     per letter: id, time at which the letter that the caller read failed, its part of a batch or '', its place in the batch, its
--          priority, number n of names and values of the message, these; the body among them is taken from the letter
-- Answer: per letter the answer of replay. Fewer than requested when Redis refused the next one.
-- uses: replay
local answer, at = {}, 1
while ARGV[at] do
  local id, failed_at, part, place, priority, n = unpack(ARGV, at, at + 5)
  local keys = { dead = KEYS[1], letter = KEYS[2] .. id, own = KEYS[2] .. id, task = KEYS[3] .. id, stream = KEYS[5] .. priority }
  keys.batch = part == '' and keys.task or KEYS[4] .. part
  local first, last = at + 6, at + 5 + tonumber(n)
  at = last + 1
  local ran, result = pcall(replay_letter, keys, id, failed_at, id, place, priority, { unpack(ARGV, first, last) }, true)
  if not ran then
    if #answer == 0 then
      error(result, 0)
    end
    return answer
  end
  answer[#answer + 1] = result
end
return answer
