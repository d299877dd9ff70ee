-- replay: removes a dead letter and makes its task ready again, unless the id that it gets or its deduplication key is in use.
-- KEYS[1]  sorted set of dead letters
-- KEYS[2]  the dead letter
-- KEYS[3]  the dead letter of the id that the task gets: the same one, unless that is a new id
-- KEYS[4]  key of the task with that id
-- KEYS[5]  key of the batch of that id, or the task's key again when there is none
-- KEYS[6]  stream of the priority
-- ARGV[1]  id of the dead letter
-- ARGV[2]  time at which the letter that the caller read failed
-- ARGV[3]  id that the task gets
-- ARGV[4]  its place in the batch
-- ARGV[5]  name of the priority
-- ARGV[6…] names and values of the message
-- Answer: 'replayed', 'not found', 'id in use' or 'key held'; 'changed' when the letter is not the one that the caller read.
-- uses: replay
return replay_letter(
  { dead = KEYS[1], letter = KEYS[2], own = KEYS[3], task = KEYS[4], batch = KEYS[5], stream = KEYS[6] },
  ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5], { unpack(ARGV, 6) })
