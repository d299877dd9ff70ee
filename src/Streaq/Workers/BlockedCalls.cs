using Microsoft.Extensions.Logging;
using Streaq.Execution;
using Streaq.Telemetry;

namespace Streaq.Workers;

/// <summary>
/// Reports handlers that hold a thread of the pool for longer than <see cref="Limit"/>, on which all asynchronous code depends.
/// </summary>
/// <param name="hosts">The slots.</param>
/// <param name="time">The time of threads, which no test's clock drives.</param>
/// <param name="logger">Is told once of each attempt.</param>
internal sealed class BlockedCalls(AttemptHost[] hosts, TimeProvider time, ILogger logger)
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);

    private readonly Hold?[] _holds = new Hold?[hosts.Length];

    /// <summary>How many handlers run just now.</summary>
    public int Running => hosts.Count(static host => host.Cancellation.Current is not null);

    public void Look()
    {
        for (var i = 0; i < hosts.Length; i++)
        {
            var attempt = hosts[i].Cancellation.Current;
            if (attempt is null || !attempt.Presence.HoldsThread)
            {
                _holds[i] = null;
            }
            else if (_holds[i] is not { } hold || !ReferenceEquals(hold.Attempt, attempt) || hold.Turns != attempt.Presence.Turns)
            {
                _holds[i] = new Hold(attempt, attempt.Presence.Turns, time.GetTimestamp());
            }
            else if (!hold.IsTold && time.GetElapsedTime(hold.Since) >= Limit)
            {
                hold.IsTold = true;
                logger.Blocking(attempt.Message.Name, attempt.Message.Id);
            }
        }
    }

    private sealed class Hold(Attempt attempt, int turns, long since)
    {
        public Attempt Attempt => attempt;

        public int Turns => turns;

        public long Since => since;

        public bool IsTold { get; set; }
    }
}
