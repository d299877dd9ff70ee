namespace Streaq.Generators;

/// <summary>A handler as generated code calls it.</summary>
/// <param name="Delegate">The type of its delegate; <see langword="null"/> for one that has no name.</param>
/// <param name="Returned">The type that it returns.</param>
/// <param name="Form">How that becomes what is awaited.</param>
/// <param name="Parameters">What it takes.</param>
internal sealed record Handler(string? Delegate, string Returned, ResultForm Form, EquatableList<HandlerParameter> Parameters)
{
    public bool Blocks => Form is ResultForm.Void or ResultForm.Plain;
}

/// <summary>What a handler returns.</summary>
internal enum ResultForm
{
    /// <summary>Nothing.</summary>
    Void,

    /// <summary>A task, for a task without a result.</summary>
    Task,

    /// <summary>The same as a value.</summary>
    ValueTask,

    /// <summary>The result.</summary>
    Plain,

    /// <summary>A task of the result.</summary>
    TaskOfResult,

    /// <summary>The same as a value.</summary>
    ValueTaskOfResult,
}

/// <summary>A parameter of a handler.</summary>
/// <param name="Source">What fills it.</param>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type.</param>
internal sealed record HandlerParameter(ParameterSource Source, string Name, string Type)
{
    /// <summary>The key of the service, as a literal; <see langword="null"/> without one.</summary>
    public string? Key { get; init; }

    /// <summary>What stands for a service that may be missing, as a literal; <see langword="null"/> for one that must be there.</summary>
    public string? Otherwise { get; init; }

    /// <summary>Its default value, as a literal; <see langword="null"/> without one.</summary>
    public string? Default { get; init; }
}

/// <summary>What fills a parameter.</summary>
internal enum ParameterSource
{
    Argument,
    Context,
    Token,
    Service,
}
