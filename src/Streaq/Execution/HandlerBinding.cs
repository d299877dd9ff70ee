namespace Streaq.Execution;

/// <summary>A handler as an attempt calls it, whoever bound it: generated code, or <see cref="DelegateBinder"/>.</summary>
/// <param name="Invocation">Calls it.</param>
/// <param name="Services">What it asks for.</param>
/// <param name="Blocks">Whether it is synchronous, and thus kept off the thread pool.</param>
internal sealed record HandlerBinding<TArgument, TResult>(
    TaskInvocation<TArgument, TResult> Invocation, IReadOnlyList<RequiredService> Services, bool Blocks);
