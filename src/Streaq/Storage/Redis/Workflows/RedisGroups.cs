using System.Globalization;
using StackExchange.Redis;
using Streaq.Tasks;

namespace Streaq.Storage.Redis;

/// <summary>Stores a group under the key of a task with its id: a hash of counts, then a record.</summary>
internal sealed class RedisGroups(RedisConnection redis, IScripts writes, RedisKeys keys) : IGroupStore
{
    private static readonly LuaScript FindGroupScript = LuaScript.Named("find_group");
    private static readonly LuaScript OpenGroupScript = LuaScript.Named("open_group");

    public async ValueTask OpenAsync(NewGroup group, CancellationToken cancellationToken) => await writes.EvaluateAsync(
        OpenGroupScript,
        [keys.Task(group.Id)],
        [group.Id, group.Total, Milliseconds.OrForEver(group.Ttl)],
        cancellationToken).ConfigureAwait(false);

    public async ValueTask<GroupProgress?> FindAsync(string groupId, CancellationToken cancellationToken)
    {
        var answer = await redis.EvaluateAsync(FindGroupScript, [keys.Task(groupId)], [], cancellationToken).ConfigureAwait(false);
        if (answer.IsNull)
        {
            return null;
        }

        var found = (RedisResult[])answer!;
        if (found.Length > 1)
        {
            return new GroupProgress(groupId, Count(groupId, found[0]), Count(groupId, found[1]), Count(groupId, found[2]));
        }

        // The id may be that of a task, whose marker or record is there.
        var record = (byte[])found[0]!;
        return record is [(byte)'{', ..] ? GroupRecord.Read(RecordFormat.Read(record, groupId), groupId) : null;
    }

    private static int Count(string groupId, RedisResult found) =>
        int.TryParse((string?)found, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            ? count
            : throw new StreaqStoreException(
                $"The counts of group '{groupId}' can't be read: was its key in Redis written by something else?");
}
