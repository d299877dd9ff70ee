namespace Streaq.Generators;

/// <summary>A call of <c>Map</c> or <c>Cron</c> with a delegate: either it is bound here, or at run time.</summary>
/// <param name="Bound">How it is bound.</param>
/// <param name="Obstacle">Why a call that may fit is not, and the way out.</param>
internal sealed record MappedCall(BoundCall? Bound, string? Obstacle);

/// <summary>A call that generated code takes the place of.</summary>
/// <param name="Shape">What that code is made from.</param>
/// <param name="Attribute">Names the call to the compiler.</param>
/// <param name="Place">Names it to readers.</param>
internal sealed record BoundCall(CallShape Shape, string Attribute, string Place);

/// <summary>What calls have in common that one method can take the place of.</summary>
/// <param name="Argument">The type of the task's argument; <see langword="null"/> for <c>Cron</c>.</param>
/// <param name="Result">The type of its result; <see langword="null"/> for a task without.</param>
/// <param name="Handler">The handler.</param>
internal sealed record CallShape(string? Argument, string? Result, Handler Handler);
