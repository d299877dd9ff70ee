using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Streaq.Storage;
using Streaq.Tasks;
using Streaq.Telemetry;

namespace Streaq.Execution;

/// <summary>One attempt: its services, its cancellation, its span, and its outcome.</summary>
/// <remarks>One object holds all of it, since every task needs one. The executor passes it to the code that stores the outcome.</remarks>
internal sealed class Attempt(Delivery delivery, AttemptHost host, TaskRegistration? registration, long startedAt) : IAsyncDisposable
{
    /// <summary>The value of <see cref="HandedOver"/> without a timestamp.</summary>
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

    /// <summary>The task as it is mapped in this process; <see langword="null"/> when it is not.</summary>
    public TaskRegistration? Registration { get; } = registration;

    public AttemptHost Host => host;

    public string Queue => host.Queue;

    public string Worker => host.Worker;

    public ITaskStore Store => host.Store;

    /// <summary>Unix milliseconds by the store's clock.</summary>
    public long StartedAt { get; } = startedAt;

    /// <summary>The timestamp of the hand-over; <see cref="NotAdmitted"/> for an attempt that its limits hold back.</summary>
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

    /// <summary>
    /// The run that goes on although its attempt has ended; <see langword="null"/> for none. The services are disposed after it.
    /// </summary>
    public Task? Abandoned
    {
        get => Volatile.Read(ref _token)?.Abandoned;
        set => Token.Abandoned = value;
    }

    /// <summary>Whether the handler has reported progress.</summary>
    public bool HasProgress => Volatile.Read(ref _progress) is not null;

    /// <summary>Made on first use: most tasks report nothing.</summary>
    public ProgressReporter Progress => _progress ?? MakeProgress();

    /// <summary>Whether its outcome is known. A run that ignores its cancellation may still go on.</summary>
    public bool IsOver { get; set; }

    /// <summary>See <see cref="TaskContext.Depth"/>.</summary>
    public int Depth { get; set; }

    /// <summary>See <see cref="TaskContext.HasResult"/>.</summary>
    public bool HasResult { get; set; }

    /// <summary>See <see cref="AttemptCancellation"/>.</summary>
    public ref int AbortState => ref _abortState;

    /// <summary>Counts the threads that its code holds.</summary>
    public ref AttemptPresence Presence => ref _presence;

    /// <summary>Whether the outcome is final, and the callbacks to call then.</summary>
    public ref AttemptEnd End => ref _end;

    /// <summary>
    /// The <c>traceparent</c> of the abort request, empty without a trace; <see langword="null"/> without a request.
    /// </summary>
    public string? AbortedBy { get; set; }

    public bool IsAborted => AbortedBy is not null;

    public TaskOutcome Outcome { get; set; }

    public Exception? Error { get; set; }

    /// <summary>The change to store; <see langword="null"/> when the task is left to another worker.</summary>
    public Settlement? Settlement { get; set; }

    /// <summary>Changes the outcome to <see cref="TaskOutcome.LeaseLost"/>, because it could not be stored.</summary>
    /// <returns>The outcome that could not be stored.</returns>
    public TaskOutcome Lose()
    {
        var lost = Outcome;
        Outcome = TaskOutcome.LeaseLost;
        Settlement = null;
        return lost;
    }

    /// <summary>Detaches the token from the slot when the attempt is over, so that it is no longer cancelled.</summary>
    public void LeaveSlot() => Volatile.Read(ref _token)?.Leave();

    private AttemptToken MakeToken()
    {
        var token = new AttemptToken(this);
        if (Interlocked.CompareExchange(ref _token, token, null) is { } other)
        {
            return other;
        }

        // Code that a handler left behind may request the token when the slot has gone on to other attempts.
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

    /// <summary>Creates the scope. A handler may request it from several threads at once, so only one of the scopes is kept.</summary>
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

    /// <summary>Disposes the scope of the services, and prevents the creation of another one.</summary>
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

    /// <summary>Takes the place of the scope after the attempt: a scope that is created then would never be disposed.</summary>
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
