namespace Streaq.Generators;

/// <summary>A call of <c>Map</c> or <c>Cron</c> with a delegate, which is bound by generated code or at run time.</summary>
/// <param name="Bound">The binding by generated code, if there is one.</param>
/// <param name="Obstacle">Why a call that may fit is bound at run time, and how to change that.</param>
internal sealed record MappedCall(BoundCall? Bound, string? Obstacle);

/// <summary>A call that generated code replaces.</summary>
/// <param name="Shape">The shape of the call, from which the code is generated.</param>
/// <param name="Attribute">The attribute that names the call for the compiler.</param>
/// <param name="Place">The location of the call, for readers.</param>
internal sealed record BoundCall(CallShape Shape, string Attribute, string Place);

/// <summary>The common shape of calls that one method can replace.</summary>
/// <param name="Argument">The type of the task's argument; <see langword="null"/> for <c>Cron</c>.</param>
/// <param name="Result">The type of its result; <see langword="null"/> for a task without a result.</param>
/// <param name="Handler">The handler.</param>
internal sealed record CallShape(string? Argument, string? Result, Handler Handler);
