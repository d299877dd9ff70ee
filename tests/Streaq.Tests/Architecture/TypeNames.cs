using Mono.Cecil;

namespace Streaq.Tests.Architecture;

/// <summary>Finds every type that a compiled type names: in signatures, fields, attributes, bases and method bodies.</summary>
internal static class TypeNames
{
    public static HashSet<string> In(TypeDefinition type)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        Collect(type, names);
        names.Remove(type.FullName);
        return names;
    }

    private static void Collect(TypeDefinition type, HashSet<string> names)
    {
        Add(type.BaseType, names);
        Add(type.Interfaces.Select(implemented => implemented.InterfaceType), names);
        Add(type.Fields.Select(field => field.FieldType), names);
        Add(type.Properties.Select(property => property.PropertyType), names);
        Add(type.Events.Select(@event => @event.EventType), names);
        Add(type.CustomAttributes.Select(attribute => attribute.AttributeType), names);
        Add(type.GenericParameters.SelectMany(parameter => parameter.Constraints).Select(constraint => constraint.ConstraintType), names);
        foreach (var method in type.Methods)
        {
            Collect(method, names);
        }

        foreach (var nested in type.NestedTypes)
        {
            Collect(nested, names);
        }
    }

    private static void Collect(MethodDefinition method, HashSet<string> names)
    {
        Add(method.ReturnType, names);
        Add(method.Parameters.Select(parameter => parameter.ParameterType), names);
        Add(method.GenericParameters.SelectMany(parameter => parameter.Constraints).Select(constraint => constraint.ConstraintType), names);
        if (!method.HasBody)
        {
            return;
        }

        Add(method.Body.Variables.Select(variable => variable.VariableType), names);
        Add(method.Body.ExceptionHandlers.Select(handler => handler.CatchType), names);
        foreach (var instruction in method.Body.Instructions)
        {
            switch (instruction.Operand)
            {
                case TypeReference type: Add(type, names); break;
                case FieldReference field: Add(field.DeclaringType, names); Add(field.FieldType, names); break;
                case MethodReference called:
                    Add(called.DeclaringType, names);
                    Add(called.ReturnType, names);
                    Add(called.Parameters.Select(parameter => parameter.ParameterType), names);
                    Add((called as GenericInstanceMethod)?.GenericArguments ?? [], names);
                    break;
            }
        }
    }

    private static void Add(IEnumerable<TypeReference> types, HashSet<string> names)
    {
        foreach (var type in types)
        {
            Add(type, names);
        }
    }

    private static void Add(TypeReference? type, HashSet<string> names)
    {
        switch (type)
        {
            case null or GenericParameter: return;
            case GenericInstanceType generic:
                Add(generic.GenericArguments, names);
                Add(generic.ElementType, names);
                return;
            case TypeSpecification wrapped: Add(wrapped.ElementType, names); return;
        }

        while (type.DeclaringType is { } outer)
        {
            type = outer;
        }

        names.Add(type.FullName);
    }
}
