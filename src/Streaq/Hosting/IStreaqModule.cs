namespace Streaq;

/// <summary>What a part of an application, or a class library, adds to a queue: its tasks, their services, its middleware.</summary>
/// <remarks>
/// Added by <see cref="StreaqBuilder.AddModule{TModule}"/>, or found by <see cref="StreaqBuilder.Map(System.Reflection.Assembly)"/>, which
/// needs a public constructor without parameters. A queue takes a module once, however often it is added, so a module may add
/// those that it needs.
/// </remarks>
public interface IStreaqModule
{
    /// <summary>Maps the tasks.</summary>
    /// <param name="streaq">The queue; <see cref="StreaqBuilder.Services"/> takes the services that handlers need.</param>
    void Configure(StreaqBuilder streaq);
}
