namespace Streaq;

/// <summary>A module: the tasks, services and middleware that a part of an application, or a class library, adds to a queue.</summary>
/// <remarks>
/// Added by <see cref="StreaqBuilder.AddModule{TModule}"/>, or found by <see cref="StreaqBuilder.Map(System.Reflection.Assembly)"/>, which
/// needs a public constructor without parameters. A queue takes a module only once, so a module may add the modules that it needs.
/// </remarks>
public interface IStreaqModule
{
    /// <summary>Maps the tasks.</summary>
    /// <param name="streaq">The queue; <see cref="StreaqBuilder.Services"/> takes the services that handlers need.</param>
    void Configure(StreaqBuilder streaq);
}
