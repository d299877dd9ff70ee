using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Streaq.Storage;
using Streaq.Tasks;
using Streaq.Telemetry;

namespace Streaq.Execution;

/// <summary>One attempt: what lives as long as it (its services, cancellation, span) and what came of it.</summary>
/// <remarks>One object holds all of it, since every task needs one. The executor passes it to the code that stores the outcome.</remarks>
internal sealed class Attempt(Delivery delivery, AttemptHost host, TaskRegistration? registration, long startedAt) : IAsyncDisposable
{
    /// <summary>No timestamp.</summary>
    public const long NotAdmitted = long.MinValue;

    private IServiceScope? _services;
    private ProgressReporter? _progress;
    private AttemptToken? _token;
    private AttemptPresence _presence;
    private AttemptEnd _end;
    private Activity? _activity;
    private int _abortState;

    public Delivery Delivery { get; } = delivery;

    public TaskMessage Message => Delivery.Message;

    /// <summary>The task as this process knows it; <see langword="null"/> when it does not.</summary>
    public TaskRegistration? Registration { get; } = registration;

    public AttemptHost Host => host;

    public string Queue => host.Queue;

    public string Worker => host.Worker;

    public ITaskStore Store => host.Store;

    /// <summary>Unix milliseconds by the store's clock.</summary>
    public long StartedAt { get; } = startedAt;

    /// <summary>The timestamp of the hand-over; <see cref="NotAdmitted"/> for what its limits hold back.</summary>
    public long HandedOver { get; init; } = NotAdmitted;

    public GuardedSpan Span
    {
        get => new(_activity, host.Spans);
        set => _activity = value.Activity;
    }

    /// <summary>The context in which the span is the current one; <see langword="null"/> without a span.</summary>
    public ExecutionContext? InsideSpan { get; set; }

    /// <summary>Cancelled when the attempt has to end; shared with the slot's other attempts, so never given to user code.</summary>
    public CancellationToken SlotToken { get; set; } = host.Stop;

    /// <summary>The attempt's own token, made on first use: most tasks need none.</summary>
    public AttemptToken Token => Volatile.Read(ref _token) ?? MakeToken();

    /// <summary>For Streaq's own waits: the attempt's token if there is one, which a timeout cancels, else the slot's.</summary>
    public CancellationToken Ending => Volatile.Read(ref _token)?.Token ?? SlotToken;

    /// <summary>Made on first use: most tasks need none.</summary>
    /// <exception cref="ObjectDisposedException">The attempt is over.</exception>
    public IServiceProvider Services => (Volatile.Read(ref _services) ?? MakeServices()).ServiceProvider;

    /// <summary>Whether user code has run in it.</summary>
    public bool HasBegun { get; set; }

    /// <summary>The run that goes on although its attempt has ended; <see langword="null"/> for none. The services end with it.</summary>
    public Task? Abandoned
    {
        get => Volatile.Read(ref _token)?.Abandoned;
        set => Token.Abandoned = value;
    }

    /// <summary>Whether the attempt has reported how far it is.</summary>
    public bool HasProgress => Volatile.Read(ref _progress) is not null;

    /// <summary>Made on first use: most tasks report nothing.</summary>
    public ProgressReporter Progress => _progress ?? MakeProgress();

    /// <summary>Whether its outcome is known. What it left behind, such as a run that ignores its cancellation, may go on.</summary>
    public bool IsOver { get; set; }

    /// <summary>See <see cref="TaskContext.Depth"/>.</summary>
    public int Depth { get; set; }

    /// <summary>See <see cref="TaskContext.HasResult"/>.</summary>
    public bool HasResult { get; set; }

    /// <summary>See <see cref="AttemptCancellation"/>.</summary>
    public ref int AbortState => ref _abortState;

    /// <summary>Whether it holds a thread.</summary>
    public ref AttemptPresence Presence => ref _presence;

    /// <summary>Whether the outcome is known for good, and who wants to hear of it.</summary>
    public ref AttemptEnd End => ref _end;

    /// <summary>
    /// The <c>traceparent</c> of the abort request, empty without a trace; <see langword="null"/> without a request.
    /// </summary>
    public string? AbortedBy { get; set; }

    public bool IsAborted => AbortedBy is not null;

    public TaskOutcome Outcome { get; set; }

    public Exception? Error { get; set; }

    /// <summary>What to store; <see langword="null"/> when the task is left to another worker.</summary>
    public Settlement? Settlement { get; set; }

    /// <summary>Its outcome is not stored, so it has another one.</summary>
    /// <returns>The outcome it would have had.</returns>
    public TaskOutcome Lose()
    {
        var lost = Outcome;
        Outcome = TaskOutcome.LeaseLost;
        Settlement = null;
        return lost;
    }

    /// <summary>The attempt is over: its token is cancelled no more.</summary>
    public void LeaveSlot() => Volatile.Read(ref _token)?.Leave();

    private AttemptToken MakeToken()
    {
        var token = new AttemptToken(this);
        if (Interlocked.CompareExchange(ref _token, token, null) is { } other)
        {
            return other;
        }

        // What a handler left behind may ask when the slot has gone on to other attempts.
        if (!AttemptCancellation.IsOver(this))
        {
            token.Follow(SlotToken);
        }

        if (AttemptCancellation.IsOver(this))
        {
            token.Leave();
        }

        return token;
    }

    /// <summary>A handler may ask from several threads at once, and one scope alone is disposed.</summary>
    private IServiceScope MakeServices()
    {
        var scope = host.Scopes.CreateScope();
        if (Interlocked.CompareExchange(ref _services, scope, null) is not { } other)
        {
            return scope;
        }

        scope.Dispose();
        return other;
    }

    private ProgressReporter MakeProgress()
    {
        var reporter = new ProgressReporter(Store.Progress, Worker, Message.Name, Message.Id, host.Time, host.Logger);
        return Interlocked.CompareExchange(ref _progress, reporter, null) ?? reporter;
    }

    /// <summary>Ends the services' scope; there is none any more then.</summary>
    public ValueTask DisposeAsync()
    {
        switch (Interlocked.CompareExchange(ref _services, EndedServices.Instance, null))
        {
            case null:
                return ValueTask.CompletedTask;
            case IAsyncDisposable scope:
                return scope.DisposeAsync();
            case var scope:
                scope.Dispose();
                return ValueTask.CompletedTask;
        }
    }

    /// <summary>Stands where a scope would, made after the end of the attempt and never disposed.</summary>
    private sealed class EndedServices : IServiceScope
    {
        public static readonly EndedServices Instance = new();

        public IServiceProvider ServiceProvider => throw new ObjectDisposedException(
            nameof(TaskContext), "The attempt is over, and its services have ended with it. Await what uses them inside the handler.");

        public void Dispose()
        {
        }
    }
}
