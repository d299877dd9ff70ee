using System.Globalization;
using System.Text;
using StackExchange.Redis;

namespace Streaq.Storage.Redis;

/// <summary>Requests the start of an attempt of a limited or unique task. The same call parks a task that may not start.</summary>
internal sealed class RedisAdmission(RedisConnection redis, RedisKeys keys, string worker, HeldEntries held)
{
    private static readonly LuaScript AdmitScript = LuaScript.Named("admit");

    public async ValueTask<StartDecision> AskAsync(Delivery delivery, StartConditions conditions, CancellationToken cancellationToken)
    {
        var epoch = held.Epoch;
        var message = delivery.Message;
        var batch = keys.BatchOf(message.Id);
        var answer = (RedisResult[])(await redis.EvaluateAsync(
            AdmitScript,
            [keys.Workers, keys.Ready(message.Priority), keys.Task(message.Id), batch.Key],
            [
                worker,
                RedisKeys.Group,
                delivery.Receipt,
                message.Id,
                batch.Place,
                message.Priority,
                conditions.UniqueName ?? "",
                Lines(conditions.Limits),
            ],
            cancellationToken).ConfigureAwait(false))!;
        var decision = Read(answer);
        if (decision.Answer is StartAnswer.Limited or StartAnswer.Gone)
        {
            held.Remove(delivery, epoch);
        }

        return decision;
    }

    private static StartDecision Read(RedisResult[] answer) => (string?)answer[0] switch
    {
        "begin" => new(StartAnswer.Begin),
        "limited" => new(StartAnswer.Limited),
        "abort" => new(StartAnswer.Abort) { AbortedBy = (string?)answer[1] },
        "locked" => new(StartAnswer.Locked, (string?)answer[1]),
        _ => new(StartAnswer.Gone),
    };

    /// <summary>Formats limits as <c>limits.part.lua</c> reads them.</summary>
    private static string Lines(IReadOnlyList<Limit> limits)
    {
        var lines = new StringBuilder();
        foreach (var limit in limits)
        {
            var period = Milliseconds.OrZero(limit.Period);
            lines.Append(CultureInfo.InvariantCulture, $"\nc={limit.Most} {period} {limit.Key}");
        }

        return lines.ToString();
    }
}
