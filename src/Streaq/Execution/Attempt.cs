using System.Diagnostics;
using Streaq.Storage;
using Streaq.Tasks;

namespace Streaq.Execution;

/// <summary>One attempt and what came of it; handed on by the executor to whoever stores the outcome.</summary>
internal sealed class Attempt(Delivery delivery, AttemptScope scope)
{
    public Delivery Delivery { get; } = delivery;

    public TaskMessage Message => Delivery.Message;

    public AttemptScope Scope { get; } = scope;

    public Activity? Activity => Scope.Activity;

    public TaskRegistration? Registration { get; set; }

    public TaskOutcome Outcome { get; set; }

    public Exception? Error { get; set; }

    /// <summary>What to store; <see langword="null"/> when the task is left to another worker.</summary>
    public Settlement? Settlement { get; set; }
}
