using Microsoft.Extensions.Logging;
using Streaq.Execution;
using Streaq.Telemetry;

namespace Streaq.Workers;

/// <summary>
/// Reports handlers that hold a thread of the thread pool for longer than <see cref="Limit"/>. All asynchronous code needs these threads.
/// </summary>
/// <param name="hosts">The slots.</param>
/// <param name="time">Measures real time: no test's clock drives threads.</param>
/// <param name="logger">Logs each attempt once.</param>
internal sealed class BlockedCalls(AttemptHost[] hosts, TimeProvider time, ILogger logger)
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);

    private readonly Hold?[] _holds = new Hold?[hosts.Length];

    /// <summary>The number of handlers that run now.</summary>
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
