namespace Streaq.Generators;

/// <summary>A handler that generated code calls.</summary>
/// <param name="Delegate">The type of its delegate; <see langword="null"/> for a type without a name.</param>
/// <param name="Returned">The type that it returns.</param>
/// <param name="Form">The form of the result.</param>
/// <param name="Parameters">Its parameters.</param>
internal sealed record Handler(string? Delegate, string Returned, ResultForm Form, EquatableList<HandlerParameter> Parameters)
{
    public bool Blocks => Form is ResultForm.Void or ResultForm.Plain;
}

/// <summary>The form of what a handler returns.</summary>
internal enum ResultForm
{
    /// <summary>Nothing.</summary>
    Void,

    /// <summary>A <c>Task</c>, for a task without a result.</summary>
    Task,

    /// <summary>A <c>ValueTask</c>, for a task without a result.</summary>
    ValueTask,

    /// <summary>The result itself.</summary>
    Plain,

    /// <summary>A <c>Task</c> with the result.</summary>
    TaskOfResult,

    /// <summary>A <c>ValueTask</c> with the result.</summary>
    ValueTaskOfResult,
}

/// <summary>A parameter of a handler.</summary>
/// <param name="Source">The source of its value.</param>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type.</param>
internal sealed record HandlerParameter(ParameterSource Source, string Name, string Type)
{
    /// <summary>The key of the service, as a literal; <see langword="null"/> without one.</summary>
    public string? Key { get; init; }

    /// <summary>The value for a missing optional service, as a literal; <see langword="null"/> for a required one.</summary>
    public string? Otherwise { get; init; }

    /// <summary>Its default value, as a literal; <see langword="null"/> without one.</summary>
    public string? Default { get; init; }
}

/// <summary>The source of a parameter's value.</summary>
internal enum ParameterSource
{
    Argument,
    Context,
    Token,
    Service,
}
